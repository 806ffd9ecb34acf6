import { expect, test } from 'vitest';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import { removeStackRecord } from '../../../src/core/stack/remove-stack-record.ts';
import { stackRecord } from '../../builders.ts';
import { fakePorts } from '../../fakes/index.ts';

const scope = 'environments/dev/applications/shop/releases/1';
const now = '2026-11-20T12:00:00.000Z';

async function recorded(stackId: string) {
  const ports = fakePorts();
  const stacks = { task: stackRecord({ component: 'task', stackId }) };
  await ports.state.updateScopeState(scope, () => ({ ...newScopeState(scope, now, 'ready'), stacks }));
  return ports;
}

test('a stack that is gone leaves its record, and a release without its stack is retired', async () => {
  const ports = await recorded('arn:stack/1');
  await removeStackRecord({ scope, component: 'task', stackId: 'arn:stack/1' }, ports);
  expect(await ports.state.readScopeState(scope)).toMatchObject({ status: 'retired', stacks: {} });
});

test('another stack under the same name keeps its record', async () => {
  const ports = await recorded('arn:stack/2');
  await removeStackRecord({ scope, component: 'task', stackId: 'arn:stack/1' }, ports);
  await removeStackRecord({ scope, component: 'task' }, ports);
  expect(await ports.state.readScopeState(scope)).toMatchObject({
    status: 'ready',
    stacks: { task: { stackId: 'arn:stack/2' } },
  });
});
