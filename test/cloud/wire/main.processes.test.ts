import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

function runMain(...args: string[]) {
  const child = spawn(process.execPath, ['src/cloud/main.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

test.each([
  [['--prot', '1'], "Unknown option '--prot'"],
  [['--port', 'many'], '--port "many" is not a port'],
  [['--speed', '0'], '--speed "0" is not a speed'],
])('%j ends with status 2 and says why', async (args, message) => {
  const child = runMain(...args);
  const [errors, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(status).toBe(2);
  expect(errors).toContain(message);
  expect(errors).toContain('Usage: npm run cloud');
});

test('says where it answers, and stops clean when it is told to', async () => {
  const child = runMain('--port', '0');
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.includes('Ctrl-C')) break;
  }
  const [, endpoint] = /AWS_ENDPOINT_URL=(\S+)/.exec(said) ?? [];
  const health = (await (await fetch(`${endpoint}/_cloud/health`)).json()) as { status: string };
  expect(health.status).toBe('running');
  child.kill('SIGTERM');
  const [status] = await once(child, 'exit');
  expect(status).toBe(0);
});
