import { catalogueFrom } from '../../../src/core/catalogue/catalogue-from.ts';
import type { Component } from '../../../src/core/catalogue/component.ts';
import type { Operation } from '../../../src/core/entities.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import { Plan, type PlannedStack } from '../../../src/core/plan/plan.ts';
import { writePlan } from '../../../src/core/plan/plan-documents.ts';
import { execute } from '../../../src/core/stack/execute.ts';
import { review } from '../../../src/core/stack/review.ts';
import { fakePorts } from '../../fakes/index.ts';
import { prepared } from './change-stack-states.ts';
import { fakeStack, fakeStacks } from './fake-stacks.ts';
import { plannedStackOf } from './planned-stack.ts';
import { name, step, tags } from './stack-names.ts';

export { name, step, tags };

const now = '2026-11-20T12:00:00.000Z';

/** A running operation that holds its lock, with a plan for one stack. */
export async function operation(given: Partial<PlannedStack> = {}, planOnly = false) {
  const stacks = fakeStacks();
  const ports = fakePorts({ stacks, catalogue: catalogueFrom([component]) });
  const running: Operation = {
    id: 'op_1',
    status: 'running',
    kind: 'provision',
    scope: 'environments/dev',
    planOnly,
    request: {},
    requestedBy: 'ann',
    trigger: 'api',
    requestHash: '',
    createdAt: now,
    startedAt: now,
    executionArn: 'arn:execution',
    fence: 1,
    steps: [],
    version: 0,
  };
  await ports.state.createOperation(running);
  const holder = { operationId: 'op_1', fence: 1, by: 'ann', since: now };
  await ports.state.updateScopeState('environments/dev', () => {
    return { ...newScopeState('environments/dev', now), lock: { exclusive: holder, holders: {}, fence: 1 } };
  });
  await ports.state.updateScopeState('base', () => ({ ...newScopeState('base', now), stacks: { keys: keysRecord } }));
  const stack = plannedStackOf(given);
  const keys = { ...stack, stackKey: 'keys', component: 'keys', scope: 'base', action: 'keep', parameters: {} };
  const plan = Plan.parse({
    operationId: 'op_1',
    scope: 'environments/dev',
    wish: 'present',
    planOnly,
    stacks: [keys, stack],
  });
  await writePlan(plan, ports);
  return { ports, stacks };
}

/** The same after its update was executed, with the stack in this status. */
export async function executed(status: string) {
  const begun = await operation({ action: 'update' });
  begun.stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags }));
  await prepared(begun.ports);
  await review(step, begun.ports);
  await execute(step, begun.ports);
  begun.stacks.byName.get(name)!.status = status;
  return begun;
}

const component: Component = {
  name: 'store',
  layer: 'environment',
  summary: 'A store.',
  requires: [],
  optional: [],
  substituteFor: {},
  replaces: [],
  data: false,
  parameters: [],
  outputs: {},
  descriptions: { Data: 'Where orders are kept' },
  templateBody: JSON.stringify({ Resources: { Data: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain' } } }),
  templateHash: 'hash',
};

const keysRecord = {
  component: 'keys',
  stackName: 'plinth--base--keys',
  stackId: 'arn:keys',
  status: 'CREATE_COMPLETE',
  templateHash: '',
  parameters: {},
  outputs: { KeyArn: 'arn:key' },
  tags: {},
  data: true,
  updatedAt: now,
};
