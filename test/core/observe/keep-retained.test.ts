import { expect, test } from 'vitest';
import { isLeaving } from '../../../src/core/observe/is-leaving.ts';
import { keepRetained } from '../../../src/core/observe/keep-retained.ts';
import type { StackResource } from '../../../src/core/ports/index.ts';
import type { RetainedItem } from '../../../src/core/retained.ts';
import { fakePorts } from '../../fakes/index.ts';
import { listed, NOW, SHOP, stackRecord } from './observed-world.ts';

const here = { account: '111122223333', region: 'eu-west-1' };
const line = (physicalId: string, type = 'AWS::S3::Bucket'): RetainedItem => ({
  kind: 'retained',
  ...{ type, physicalId, target: here, scope: SHOP, stackName: 'plinth--dev--shop--store', since: NOW, reason: 'kept' },
});

test.each([
  ['is gone', { stacks: [] }, true],
  ['is there', { stacks: [listed(stackRecord('queue'))] }, false],
  ['is on record by now', { stacks: [listed(stackRecord('queue'))], isRecorded: true }, true],
  ['cannot be seen, because AWS refused the list', { stacks: undefined }, false],
  ['is in another region than was listed', { stacks: [], here: { ...here, region: 'eu-west-2' } }, false],
])('an orphaned stack that %s leaves the list or stays', (_, seen, leaves) => {
  expect(isLeaving(line('id-queue'), { isRecorded: false, here, ...seen })).toBe(leaves);
});

test('a line leaves when its resource is gone, and stays when its service refuses to say', async () => {
  const gone = async (_: object, [resource]: readonly StackResource[]) => {
    if (resource?.physicalId === 'refused') throw new Error('AccessDenied');
    return resource?.physicalId === 'deleted' ? [resource] : [];
  };
  const ports = { ...fakePorts(), leftovers: { gone } };
  for (const name of ['refused', 'deleted', 'kept']) await ports.state.putRetained(line(name));
  await keepRetained(undefined, new Set(), ports);
  const { items } = await ports.state.listRetained();
  expect(items.map(({ physicalId }) => physicalId)).toEqual(['kept', 'refused']);
});

test('of very many lines every round looks at a hundred, and all have their turn', async () => {
  const looked: string[] = [];
  const gone = async (_: object, [resource]: readonly StackResource[]) => {
    looked.push(resource?.physicalId ?? '');
    return [];
  };
  const ports = { ...fakePorts(), leftovers: { gone } };
  const names = Array.from({ length: 250 }, (_, number) => `bucket-${number}`);
  for (const name of names) await ports.state.putRetained(line(name));
  await keepRetained(undefined, new Set(), ports);
  expect(looked).toHaveLength(100);
  for (let round = 0; round < 4; round++) {
    ports.time.advance(300);
    await keepRetained(undefined, new Set(), ports);
  }
  expect(new Set(looked).size).toBe(names.length);
});
