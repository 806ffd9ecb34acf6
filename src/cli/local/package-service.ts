import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CliError, EXIT } from '../cli-error.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The last file that `osls` writes. */
const PACKAGE = '.serverless/serverless-state.json';
/** The value of PLINTH_TEMPLATES and the parameters at packaging. The packager writes this file last. */
const INPUTS = 'dist/package-inputs.json';
/** The sources of a package, besides the folders of PLINTH_TEMPLATES. */
const SOURCES = [
  'functions',
  'templates',
  'src/aws',
  'src/core',
  'statemachines',
  'infra',
  'serverless.yml',
  'scripts/package.ts',
  'scripts/package',
  'package-lock.json',
];

/** Packages the service unless the package is newer than all its sources. Answers whether it packaged. */
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
    const further = process.env.PLINTH_TEMPLATES ?? '';
    // A package with parameters of its own is for AWS: here the installation has its default name.
    const wanted = JSON.stringify({ templates: further, words: [] });
    if (readFileSync(join(ROOT, INPUTS), 'utf8') !== wanted) return false;
    const folders = further.split(delimiter).filter((folder) => folder !== '');
    return [...SOURCES, ...folders].every((source) => newestMs(resolve(ROOT, source)) < packagedMs);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Last modification of a file, or of anything in a folder. The folder's own time covers added and deleted files. */
function newestMs(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}
