import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { deadline } from '../../../kernel/deadline.ts';
import { AwsError } from '../../../kernel/errors.ts';
import type { Kernel } from '../../../kernel/service.ts';
import { unpackImage } from '../images/unpack-image.ts';
import { awaitListening } from './await-listening.ts';
import type { ContainerExit, ContainerSpec, TaskDriver } from './driver.ts';
import { forwardToProcess } from './forward-to-process.ts';
import { endWithThisProcess } from './process-guard.ts';
import { signalGroup } from './signal-group.ts';

const SIGNAL_EXIT_CODES: Readonly<Record<string, number>> = {
  SIGTERM: 143,
  SIGKILL: 137,
  SIGINT: 130,
  SIGSEGV: 139,
  SIGABRT: 134,
};

/**
 * Runs the image's command as a local process in the unpacked image. It is not isolated: it sees this machine, and it
 * must listen on `PORT`, because tasks share one loopback interface.
 */
export const processDriver: TaskDriver = async (spec, kernel) => {
  let isStopped = false;
  kernel.onStop(() => {
    isStopped = true;
  });
  const root = await unpackImage(spec.image, kernel);
  const localPort = spec.ports.length === 0 ? undefined : await kernel.clock.hold(freePort);
  if (isStopped) throw new AwsError('CloudStopped', 'the cloud has stopped');
  const child = start(spec, { root, localPort });
  const closes = spec.ports.map((port) =>
    kernel.network.registerStreams(spec.host, port, forwardToProcess(localPort!, kernel)),
  );
  const exited = exitOf(child, spec).finally(() => {
    for (const close of closes) close();
  });
  if (child.pid !== undefined) endWithThisProcess(child.pid, exited);
  // A stopping cloud kills at once: modelled time no longer passes.
  kernel.onStop(async () => {
    signal(child, 'SIGKILL');
    await exited;
  });
  await kernel.clock.hold(() => spawned(child));
  if (localPort !== undefined) await awaitListening(localPort, exited, kernel.clock);
  return { exited, stop: () => stop({ child, exited, spec }, kernel) };
};

function start(
  spec: ContainerSpec,
  { root, localPort }: { root: string; localPort: number | undefined },
): ChildProcess {
  const [file, ...args] = resolveCommand(spec.command, root);
  const directory = join(root, spec.workingDirectory ?? '/');
  mkdirSync(directory, { recursive: true });
  return spawn(file!, args, {
    cwd: directory,
    env: environmentOf(spec, localPort),
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group, so that its child processes end with it. On Windows this would open a console window.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

async function stop(
  { child, exited, spec }: { child: ChildProcess; exited: Promise<ContainerExit>; spec: ContainerSpec },
  kernel: Kernel,
): Promise<void> {
  signal(child, 'SIGTERM');
  const limit = deadline(kernel.clock, spec.stopTimeoutSeconds);
  limit.expired.then(() => signal(child, 'SIGKILL'));
  await kernel.clock.hold(() => exited);
  limit.cancel();
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  signalGroup(child.pid, name);
}

function spawned(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
}

function exitOf(child: ChildProcess, { log }: ContainerSpec): Promise<ContainerExit> {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', log);
  }
  return new Promise((resolve) => {
    child.once('close', (code, signalName) => {
      resolve({ exitCode: code ?? SIGNAL_EXIT_CODES[signalName ?? ''] ?? 1, reason: undefined });
    });
    child.once('error', () => resolve({ exitCode: 127, reason: undefined }));
  });
}

/** Paths inside the image become paths below its root; `node` is the Node.js that runs the cloud. */
function resolveCommand(command: readonly string[], root: string): string[] {
  const [file = '', ...args] = command.map((word) =>
    word.startsWith('/') && existsSync(join(root, word)) ? join(root, word) : word,
  );
  return [basename(file) === 'node' ? process.execPath : file, ...args];
}

function environmentOf(spec: ContainerSpec, localPort: number | undefined): Record<string, string> {
  const path = [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);
  return {
    ...spec.environment,
    PATH: path,
    HOST: '127.0.0.1',
    // On Windows no process can open a socket without it.
    ...(process.env.SystemRoot !== undefined && { SystemRoot: process.env.SystemRoot }),
    ...(localPort === undefined ? {} : { PORT: String(localPort) }),
  };
}

/** The operating system assigns a free port; it does not assign the same port again before the process opens it. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
