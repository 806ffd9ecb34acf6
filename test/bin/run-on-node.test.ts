import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended } from './ended.ts';

let folder: string;
let started: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-on-node-'));
  started = [];
});

afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function script(name: string, code: string): string {
  const path = join(folder, name);
  writeFileSync(path, code);
  return path;
}

/** Starts a process and answers with it and the first line that it prints. */
async function start(...words: readonly string[]): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, line };
}

const STAYS = `const pid: number = process.pid; console.log(pid); setInterval(() => {}, 1000);`;

describe('scripts/run.js', () => {
  it('runs TypeScript, hands its arguments on, and ends with its status', () => {
    const path = script('status.ts', 'const words: string[] = process.argv.slice(2); process.exit(words.length);');
    expect(spawnSync(process.execPath, ['scripts/run.js', path, 'one', '--two', 'three']).status).toBe(3);
  });

  it('hands SIGTERM on', async () => {
    const path = script('ends.ts', `process.on('SIGTERM', () => process.exit(7)); ${STAYS}`);
    const { child } = await start('scripts/run.js', path);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([7, null]);
  });

  it.each([
    ['that becomes the script', 'exec node scripts/run.js "$1"'],
    ['that waits for the script', 'node scripts/run.js "$1"; exit $?'],
  ])(
    'ends a script when npm is killed, with a shell %s',
    { skip: process.platform === 'win32' },
    async (_, command) => {
      const path = script('stays.ts', STAYS);
      const npm = script(
        'npm.mjs',
        `import { spawn } from 'node:child_process';
       spawn('sh', ['-c', ${JSON.stringify(command)}, 'sh', ${JSON.stringify(path)}], { stdio: 'inherit' });`,
      );
      const { child, line } = await start(npm);
      child.kill('SIGKILL');
      await ended(Number(line));
    },
  );

  it('lets a script know by its channel that the launcher was killed', async () => {
    const path = script('knows.ts', `process.on('disconnect', () => process.exit(0)); ${STAYS}`);
    const { child, line } = await start('scripts/run.js', path);
    child.kill('SIGKILL');
    await ended(Number(line));
  });
});
