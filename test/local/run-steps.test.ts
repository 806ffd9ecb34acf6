import { expect, it } from 'vitest';
import { CliError } from '../../src/cli/cli-error.ts';
import { runSteps } from '../../src/cli/local/run-steps.ts';

it('ends with the first step that fails, and says why and what to try', async () => {
  const said: string[] = [];
  const terminal = { data() {}, say: (line: string) => said.push(line), draw() {}, settle() {} };
  let nowMs = 0;
  const clock = { now: () => nowMs };
  const steps = [
    {
      name: 'base',
      run: async () => {
        nowMs += 61_000;
      },
    },
    { name: 'push images', run: () => Promise.reject(new CliError('the registry is full', 1, ['npx plinth status'])) },
    { name: 'environments/dev', run: () => Promise.reject(new Error('must not be begun')) },
  ];
  const results = await runSteps(steps, { clock, terminal, signal: new AbortController().signal });
  expect(results).toMatchObject([
    { name: 'base', status: 'succeeded', modelledSeconds: 61 },
    { name: 'push images', status: 'failed', modelledSeconds: 0 },
  ]);
  expect(said).toHaveLength(2);
  expect(said[0]).toContain('push images: the registry is full');
  expect(said[1]).toContain('npx plinth status');
});
