import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { NetworkHandler } from '../../../kernel/network.ts';
import type { Kernel } from '../../../kernel/service.ts';
import { RuntimeError } from './invocation-error.ts';
import { PYTHON_BOOTSTRAP } from './python-bootstrap.ts';
import type { Sandbox, SandboxInvocation, SandboxSpec } from './sandbox.ts';

/** The marker that the bootstrap prints before its result, on a separate line. */
const ANSWER_MARK = '\u0001answer ';

/**
 * A Python execution environment: a child process for each invocation, so that nothing survives from one to the
 * next. Virtual time stands still while it runs. Its HTTP requests return to the cloud through a local port.
 */
export function pythonSandbox(spec: SandboxSpec): Sandbox {
  const children = new Set<AbortController>();
  return {
    crashed: false,
    initialize() {},
    async invoke(invocation) {
      const controller = new AbortController();
      children.add(controller);
      try {
        const output = await spec.kernel.clock.hold(() => runChild(spec, invocation, controller.signal));
        return answerOf(output, spec);
      } finally {
        children.delete(controller);
      }
    },
    kill() {
      for (const controller of children) controller.abort();
    },
  };
}

interface ChildOutput {
  readonly stdout: string;
  readonly stderr: string;
}

async function runChild(spec: SandboxSpec, invocation: SandboxInvocation, signal: AbortSignal): Promise<ChildOutput> {
  const proxy = await spec.kernel.network.listen(0, forward(spec.kernel));
  try {
    const child = spawn('python3', ['-c', PYTHON_BOOTSTRAP], {
      cwd: spec.taskRoot,
      signal,
      env: {
        ...spec.environment,
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        PYTHONDONTWRITEBYTECODE: '1',
        EMBEDDED_CLOUD_PROXY: String(proxy.port),
      },
    });
    const ended = new Promise<void>((resolve, reject) => {
      child.once('close', () => resolve());
      child.once('error', reject);
    });
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(inputOf(spec, invocation)));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { stdout, stderr };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new RuntimeError(
      'Runtime.Unsupported',
      'the embedded cloud runs Python functions with python3, which is not installed',
    );
  } finally {
    await proxy.close();
  }
}

function inputOf(spec: SandboxSpec, invocation: SandboxInvocation): object {
  return {
    handler: spec.handler,
    event: JSON.parse(invocation.payload) as unknown,
    context: {
      aws_request_id: invocation.requestId,
      function_name: spec.functionName,
      function_version: spec.version,
      invoked_function_arn: invocation.invokedFunctionArn,
      memory_limit_in_mb: String(spec.memoryMb),
      log_group_name: spec.logGroupName,
      log_stream_name: spec.logStreamName,
    },
    // The process lives in real time.
    remainingMs: Math.floor(invocation.remainingMs() / spec.kernel.clock.speed),
  };
}

/** The bootstrap sends every request to the proxy's port and names the real origin in a header. */
function forward(kernel: Kernel): NetworkHandler {
  return (request) => {
    const { 'x-embedded-origin': origin, ...headers } = request.headers;
    if (origin === undefined) throw new Error('a request from Python without its origin');
    const { pathname, search } = new URL(request.url);
    const url = new URL(`${pathname}${search}`, origin).href;
    return kernel.network.fetch({ ...request, url, headers });
  };
}

function answerOf({ stdout, stderr }: ChildOutput, spec: SandboxSpec): string {
  const [printed = '', answer] = stdout.split(ANSWER_MARK);
  for (const line of `${printed}${stderr}`.split('\n')) if (line !== '') spec.log(line);
  if (answer === undefined) throw new RuntimeError('Runtime.ExitError', 'Runtime exited without providing a reason');
  const { result, error } = JSON.parse(answer) as { result?: unknown; error?: PythonError };
  if (error === undefined) return JSON.stringify(result ?? null);
  const thrown = new RuntimeError(error.errorType, error.errorMessage);
  thrown.stack = error.stackTrace.join('\n');
  throw thrown;
}

interface PythonError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: string[];
}
