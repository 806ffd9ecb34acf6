import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { OperationView, ResourceView } from '../../src/cli/operation-view.ts';
import { duration, progressTree } from '../../src/cli/progress-tree.ts';

const started = '2026-01-01T00:00:00.000Z';
const operation: OperationView = {
  id: 'op_1',
  kind: 'provision',
  scope: 'environments/dev',
  done: false,
  status: 'running',
  percent: 50,
  trigger: 'api',
  requestedBy: 'ana',
  planOnly: false,
  createdAt: started,
  startedAt: started,
  error: null,
  result: null,
  steps: [
    {
      name: 'network',
      status: 'succeeded',
      description: 'Three tiers',
      action: 'create',
      startedAt: started,
      endedAt: '2026-01-01T00:01:05.000Z',
    },
    {
      name: 'load-balancer',
      status: 'running',
      description: 'Shared load balancer',
      action: 'create',
      startedAt: '2026-01-01T00:01:05.000Z',
      resources: [
        {
          logicalId: 'LoadBalancer',
          description: 'Load balancer',
          status: 'CREATE_IN_PROGRESS',
          startedAt: '2026-01-01T00:01:20.000Z',
        },
        {
          logicalId: 'Group',
          description: 'Who may reach it',
          status: 'CREATE_FAILED',
          startedAt: started,
          endedAt: started,
          reason: 'quota',
        },
      ],
    },
    { name: 'egress', status: 'pending', description: 'Way out', action: 'create' },
  ],
};

test('an operation is drawn as its steps, and what changes in them in words and seconds', () => {
  const lines = progressTree(operation, Date.parse('2026-01-01T00:02:00.000Z')).map(stripVTControlCharacters);
  expect(lines).toEqual([
    'Provision environments/dev  op_1  2m00s',
    '  ✔ Three tiers (create)  1m05s',
    '  ⠿ Shared load balancer (create)  55s',
    '      ✘ Who may reach it  0s  quota',
    '      ⠿ Load balancer  40s',
    '  ○ Way out (create)  ',
  ]);
});

test('what a deletion does before the stack goes is drawn below its step', () => {
  const part = (name: string, status: 'running' | 'succeeded', description: string, detail?: string) => {
    const endedAt = status === 'running' ? {} : { endedAt: '2026-01-01T00:00:30.000Z' };
    return { name, status, description, parent: 'buckets', startedAt: started, ...endedAt, ...(detail && { detail }) };
  };
  const drawn = (status: 'running' | 'succeeded', parts: OperationView['steps']) => {
    const step = { name: 'buckets', status, description: 'Data bucket', action: 'delete', startedAt: started } as const;
    const lines = progressTree({ ...operation, kind: 'retire', steps: [step, ...parts] }, Date.parse(started) + 60_000);
    return lines.slice(1).map(stripVTControlCharacters);
  };
  const parts = [
    part('buckets/unprotect', 'succeeded', 'Lift deletion protection'),
    part('buckets/empty', 'succeeded', 'Empty buckets and zones', '1,200 objects deleted'),
  ];
  const deletion = part('buckets/delete-stack', 'running', 'Delete the stack');
  expect(drawn('running', [...parts, deletion])).toEqual([
    '  ⠿ Data bucket (delete)  1m00s',
    '      ✔ Lift deletion protection  30s',
    '      ✔ Empty buckets and zones  30s  1,200 objects deleted',
    '      ⠿ Delete the stack  1m00s',
  ]);
  expect(drawn('succeeded', [deletion])).toEqual(['  ✔ Data bucket (delete)  1m00s']);
});

test('of the resources of a step only those have a line that failed or take long, and not too many', () => {
  const now = Date.parse('2026-01-01T00:02:00.000Z');
  const resource = (description: string, status: string, secondsAgo: number, reason?: string): ResourceView => {
    const startedAt = new Date(now - secondsAgo * 1000).toISOString();
    return { logicalId: description, description, status, startedAt, ...(reason !== undefined && { reason }) };
  };
  const resources = [
    resource('Done', 'CREATE_COMPLETE', 60),
    resource('Slow', 'CREATE_IN_PROGRESS', 60),
    resource('Just begun', 'CREATE_IN_PROGRESS', 4),
    resource('Cancelled', 'CREATE_FAILED', 30, 'Resource creation cancelled'),
    resource('Broken', 'CREATE_FAILED', 30, 'quota'),
    ...['Next', 'Further', 'Too many'].map((description) => resource(description, 'CREATE_IN_PROGRESS', 20)),
  ];
  const step = { name: 'store', status: 'running', description: 'A store. It keeps orders.', resources } as const;
  const lines = progressTree({ ...operation, steps: [step] }, now).map(stripVTControlCharacters);
  expect(lines.slice(1).map((line) => line.replace(/ {2}\d+(m\d+)?s.*/, '').trimEnd())).toEqual([
    '  ⠿ A store.',
    '      ✘ Broken',
    '      ⠿ Slow',
    '      ⠿ Next',
    '      ⠿ Further',
  ]);
});

test('a duration is said in seconds, and from a minute on in minutes too', () => {
  expect([0, 59.4, 60, 125].map(duration)).toEqual(['0s', '59s', '1m00s', '2m05s']);
});
