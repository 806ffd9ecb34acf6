import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';

let child: ChildProcess | undefined;

/** Whatever a test leaves running ends with it, and takes its own tasks along. */
afterEach(() => void child?.kill('SIGTERM'));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...words: readonly string[]): Promise<Ended> {
  const started = spawn(process.execPath, ['src/cli/local.ts', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  child = started;
  const status = new Promise<number | null>((resolve) => started.once('close', resolve));
  return Promise.all([status, text(started.stdout), text(started.stderr)]).then(([ended, stdout, stderr]) => {
    return { status: ended, stdout, stderr };
  });
}

describe('npm start', () => {
  it('takes the example to its second release, prints one line of JSON, and ends', async () => {
    const { status, stdout, stderr } = await start(
      ...['--once', '--json', '--port', '0', '--cloud-port', '0', '--speed', '50'],
    );
    expect(stderr).not.toMatch(/WARN|embedded cloud: /);
    expect(status, stderr).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const { steps, ...opened } = JSON.parse(stdout) as { steps: readonly { name: string; status: string }[] };
    expect(steps.map(({ name, status: ended }) => `${name} ${ended}`)).toEqual([
      'base succeeded',
      'push images succeeded',
      'environments/dev succeeded',
      'environments/dev/applications/hello succeeded',
      'release hello:1 succeeded',
      'release hello:2 succeeded',
    ]);
    for (const step of steps) {
      expect(step).toMatchObject({ seconds: expect.any(Number), modelledSeconds: expect.any(Number) });
    }
    const url = expect.stringMatching(/^http:\/\/(localhost|127\.0\.0\.1):\d+$/);
    expect(opened).toEqual({ api: url, cloud: url, application: url });
  });

  it('stays up until it is interrupted, and that is no failure', async () => {
    const ended = start('--empty', '--port', '0', '--cloud-port', '0', '--speed', '100');
    const { stderr } = child!;
    await new Promise<void>((resolve) => {
      stderr!.on('data', (said: Buffer) => {
        if (said.includes('HTTP API')) resolve();
      });
      stderr!.once('close', resolve);
    });
    child!.kill('SIGINT');
    const { status, stdout } = await ended;
    expect(status).toBe(0);
    expect(stdout).toBe('');
  });

  it('ends when the launcher that started it has ended', async () => {
    const launched = spawn(process.execPath, ['src/cli/local.ts', '--empty', '--port', '0', '--cloud-port', '0'], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child = launched;
    await once(launched.stderr!, 'data');
    launched.disconnect();
    expect(await once(launched, 'exit')).toEqual([143, null]);
  });

  it('explains itself', async () => {
    const { status, stdout } = await start('--help');
    expect(status).toBe(0);
    expect(stdout).toContain('--once');
  });

  it.each([['--speed', '0'], ['--port', 'http'], ['--sped']])('refuses %s %s', async (...words) => {
    const { status, stdout, stderr } = await start(...words);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(words[0]);
  });
});
