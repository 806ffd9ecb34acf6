import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { problemHeaders, problemOf } from '../../../src/core/api/problem.ts';
import { isEnded, type Operation } from '../../../src/core/entities.ts';
import { lockRefusal } from '../../../src/core/lock/lock-refusal.ts';
import { longestStepSeconds } from '../../../src/core/lock/stale-holder.ts';

const since = '2026-11-30T12:00:00.000Z';
const holder = { operationId: 'op_1', fence: 1, by: 'ana', since };
const operation = (more: object) => ({ id: 'op_1', status: 'running', ...more }) as Operation;
const watch = 'plinth watch op_1';

test.each([
  ['runs', operation({}), 30, [watch, 'plinth cancel op_1']],
  ['is being stopped', operation({ cancelledBy: 'bob' }), 30, [watch]],
  [
    'was cancelled 10 s ago',
    operation({ status: 'cancelled', endedAt: '2026-11-30T12:00:50.000Z' }),
    30,
    ['Send the request again in 30 seconds.'],
  ],
  [
    'failed 39.5 s ago',
    operation({ status: 'failed', endedAt: '2026-11-30T12:00:20.500Z' }),
    1,
    ['Send the request again in 1 seconds.'],
  ],
  ['is gone', undefined, 1, ['Send the request again in 1 seconds.']],
])('a lock whose operation %s says what helps and when to ask again', (_, held, seconds, nextSteps) => {
  const now = new Date('2026-11-30T12:01:00.000Z');
  const problem = problemOf(lockRefusal({ scope: 'base', holder, operation: held, now }), 'trace');
  expect(problem).toMatchObject({ code: 'ScopeLocked', nextSteps, retryAfterSeconds: seconds });
  expect(problem.detail).toContain(held && !isEnded(held) ? 'being changed by ana' : 'which has ended');
  expect(problemHeaders(problem)['retry-after']).toBe(`${seconds}`);
});

test('a step is over after the timeout of its function and the ten seconds in which Lambda starts it', () => {
  const service: Service = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent' });
  const stepZips = new Set(readdirSync('functions/steps').map((file) => file.replace('.ts', '.zip')));
  const steps = Object.values(service.functions).filter(({ package: { artifact } }) =>
    stepZips.has(basename(artifact)),
  );
  const timeouts = steps.map(({ timeout = service.provider.timeout }) => timeout);
  expect(longestStepSeconds).toBe(Math.max(...timeouts) + 10);
});

interface Service {
  readonly provider: { readonly timeout: number };
  readonly functions: Readonly<
    Record<string, { readonly package: { readonly artifact: string }; readonly timeout?: number }>
  >;
}
