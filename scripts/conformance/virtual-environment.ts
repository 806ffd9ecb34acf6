import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder with Python's tools, made from pinned requirements. */
export interface VirtualEnvironment {
  readonly folder: string;
  readonly requirements: string;
}

/** What judges templates and runs the emulators. */
export const tools: VirtualEnvironment = {
  folder: '.venv-conformance',
  requirements: 'test/conformance/requirements.txt',
};

/** Apart from the others: checkov pins boto3 and more to versions of its own. */
export const checkov: VirtualEnvironment = {
  folder: '.venv-checkov',
  requirements: 'test/conformance/checkov-requirements.txt',
};

/** Made once, and again whenever the requirements change. False when it cannot be made; why is on the screen. */
export async function makeVirtualEnvironment({ folder, requirements }: VirtualEnvironment): Promise<boolean> {
  const wanted = readFileSync(requirements, 'utf8');
  const stamp = join(folder, 'requirements.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  const made =
    (await ran('python3', ['-m', 'venv', '--clear', folder])) &&
    (await ran(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements]));
  if (made) writeFileSync(stamp, wanted);
  return made;
}

export function toolOf({ folder }: VirtualEnvironment, name: string): string {
  return join(folder, 'bin', name);
}

/** True when the program ended with status 0. What it writes is on the screen. */
export async function ran(command: string, words: readonly string[]): Promise<boolean> {
  return hasPassed(spawn(command, words, { stdio: 'inherit' }));
}

/**
 * Starts a program that works beside the checks that follow. What it writes goes to a file, and is on the screen when the
 * answered function is called, which waits for the end: true with status 0.
 */
export function startBeside(command: string, words: readonly string[], file: string): () => Promise<boolean> {
  const output = openSync(file, 'w');
  const hasEnded = hasPassed(spawn(command, words, { stdio: ['ignore', output, output] }));
  return async () => {
    const passed = await hasEnded;
    process.stdout.write(readFileSync(file));
    return passed;
  };
}

/** A program that cannot be started has not passed. */
async function hasPassed(child: ChildProcess): Promise<boolean> {
  try {
    const [status] = await once(child, 'exit');
    return status === 0;
  } catch (error) {
    process.stdout.write(`${String(error)}\n`);
    return false;
  }
}

/** What a program writes to its output, whatever its status: a judge that found something ends with 1. */
export function outputOf(command: string, words: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(command, words, { encoding: 'utf8', maxBuffer: outputBytesMax });
  if (error || stdout === '') throw new Error(`${command} said nothing: ${error?.message ?? stderr}`);
  return stdout;
}

const outputBytesMax = 64 * 1024 * 1024;
