import { companion } from '../../kernel/companion.ts';
import type { Kernel } from '../../kernel/service.ts';
import { taskRootOf } from './code-package.ts';
import { functionLog } from './function-log.ts';
import { lambdaEnvironment } from './lambda-environment.ts';
import type { FunctionVersion, LambdaFunction } from './lambda-store.ts';
import { compiledScripts } from './runtime/compiled-scripts.ts';
import { nodeSandbox } from './runtime/node-sandbox.ts';
import { pythonSandbox } from './runtime/python-sandbox.ts';
import type { Sandbox, SandboxSpec } from './runtime/sandbox.ts';
import { unsupportedSandbox } from './runtime/unsupported-sandbox.ts';
import type { WarmSandbox } from './warm-sandbox.ts';

/** Lambda removes an idle execution environment after some minutes; the number is not documented. */
const IDLE_SECONDS_MAX = 600;
const WARM_SANDBOXES_MAX = 100;

/** Sandboxes that wait for their next invocation, the last used at the end. */
const warmSandboxes = companion((_version: FunctionVersion): WarmSandbox[] => []);

/** A warm sandbox of this version, the last used first. Undefined: the start is cold. */
export function takeWarm(kernel: Kernel, version: FunctionVersion): WarmSandbox | undefined {
  const oldestMs = kernel.clock.now() - IDLE_SECONDS_MAX * 1000;
  const warm = warmSandboxes(version);
  while (warm[0] !== undefined && warm[0].idleSinceMs < oldestMs) warm.shift()?.sandbox.kill();
  return warm.pop();
}

/** Returns a sandbox to the pool after an invocation; a crashed or surplus one is killed. */
export function giveBack(kernel: Kernel, version: FunctionVersion, warm: WarmSandbox): void {
  if (warm.sandbox.crashed || warmSandboxes(version).length >= WARM_SANDBOXES_MAX) {
    warm.sandbox.kill();
    return;
  }
  warm.idleSinceMs = kernel.clock.now();
  warmSandboxes(version).push(warm);
}

/** Creates a sandbox; its code is not loaded yet. */
export function coldSandbox(kernel: Kernel, fn: LambdaFunction, version: FunctionVersion): WarmSandbox {
  const { settings } = version;
  const day = new Date(kernel.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  const log = functionLog(kernel, fn.accountRegion, {
    groupName: settings.LoggingConfig?.LogGroup ?? `/aws/lambda/${fn.name}`,
    streamName: `${day}/[${version.version}]${kernel.random.hex(32)}`,
  });
  const taskRoot = taskRootOf(version.code, kernel);
  const spec: SandboxSpec = {
    kernel,
    taskRoot,
    runtime: settings.Runtime ?? '',
    handler: settings.Handler ?? '',
    environment: lambdaEnvironment(kernel, { fn, version, log, taskRoot }),
    functionName: fn.name,
    version: version.version,
    memoryMb: settings.MemorySize ?? 128,
    logGroupName: log.groupName,
    logStreamName: log.streamName,
    logFormat: settings.LoggingConfig?.LogFormat === 'JSON' ? 'JSON' : 'Text',
    logLevel: settings.LoggingConfig?.ApplicationLogLevel ?? 'INFO',
    log: log.write,
  };
  return { sandbox: sandboxFor(spec, version), log, idleSinceMs: 0 };
}

/** Kills every idle sandbox of a version whose code or settings are replaced. */
export function dropWarm(version: FunctionVersion): void {
  for (const { sandbox } of warmSandboxes(version).splice(0)) sandbox.kill();
}

function sandboxFor(spec: SandboxSpec, version: FunctionVersion): Sandbox {
  if (spec.runtime.startsWith('nodejs')) return nodeSandbox(spec, compiledScripts(version.code.sha256));
  if (spec.runtime.startsWith('python')) return pythonSandbox(spec);
  return unsupportedSandbox(spec);
}
