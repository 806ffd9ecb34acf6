import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { unzipSync } from 'fflate';
import { bootPlinth } from '../../src/cli/local/boot.ts';

const ZIPS = 'dist/functions';
const IMPORTS = 5;
const LOAD_SECONDS = 3;
const CONNECTIONS = 16;

export interface BundleFigures {
  readonly name: string;
  readonly bundleBytes: number;
  readonly zipBytes: number;
  /** Median of a fresh process's time to load the bundle. */
  readonly importMilliseconds: number;
}

/** Size and import time of every function's bundle, measured for real. */
export function measureBundles(zips = ZIPS): readonly BundleFigures[] {
  const files = readdirSync(zips).filter((file) => file.endsWith('.zip'));
  const folder = mkdtempSync(join(tmpdir(), 'plinth-bench-'));
  try {
    return files.map((file) => {
      const zip = readFileSync(join(zips, file));
      const entries = unzipSync(zip);
      for (const [name, content] of Object.entries(entries)) writeFileSync(join(folder, name), content);
      const bundle = entries['index.js'] ?? new Uint8Array();
      const times = Array.from({ length: IMPORTS }, () => importTime(join(folder, 'index.js')));
      const importMilliseconds = times.sort((one, other) => one - other)[Math.floor(IMPORTS / 2)] ?? 0;
      return { name: basename(file, '.zip'), bundleBytes: bundle.length, zipBytes: zip.length, importMilliseconds };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function importTime(bundle: string): number {
  const script = `const at = performance.now(); require(${JSON.stringify(bundle)}); console.log(performance.now() - at)`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

/** Requests per second that the HTTP API answers on this machine, including its function. */
export async function measureApi(): Promise<number> {
  const { cloud, api } = await bootPlinth({ clock: { speed: 100 }, port: 0, apiPort: 0 });
  try {
    const url = `${api}/environments`;
    await Promise.all(Array.from({ length: CONNECTIONS }, () => get(url)));
    const endMs = performance.now() + LOAD_SECONDS * 1000;
    let answered = 0;
    const connection = async () => {
      while (performance.now() < endMs) {
        await get(url);
        answered++;
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
    return answered / LOAD_SECONDS;
  } finally {
    await cloud.stop();
  }
}

async function get(url: string): Promise<void> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}
