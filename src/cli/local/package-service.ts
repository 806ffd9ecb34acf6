import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CliError, EXIT } from '../cli-error.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** What the packager writes last. */
const PACKAGE = '.serverless/serverless-state.json';
/** Everything that a package is made from. */
const SOURCES = [
  'functions',
  'src/aws',
  'src/core',
  'templates',
  'statemachines',
  'infra',
  'serverless.yml',
  'scripts/package.ts',
  'package-lock.json',
];

/** Packages the service, unless its package is newer than all its sources. Answers whether it had to. */
export async function packageService(signal: AbortSignal): Promise<boolean> {
  if (isPackaged()) return false;
  try {
    await promisify(execFile)(process.execPath, ['scripts/package.ts'], { cwd: ROOT, signal });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    const said = `${stdout}${stderr}`.trim() || String(error);
    throw new CliError(`packaging the service failed:\n${said}`, EXIT.failure, ['npm ci', 'npm run package']);
  }
}

function isPackaged(): boolean {
  try {
    const packagedMs = statSync(join(ROOT, PACKAGE)).mtimeMs;
    return SOURCES.every((source) => newestMs(join(ROOT, source)) < packagedMs);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** When a file, or anything in a folder, was last written; a folder itself is when a name came or went. */
function newestMs(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}
