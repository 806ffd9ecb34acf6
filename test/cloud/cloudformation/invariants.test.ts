import fc from 'fast-check';
import { expect, it } from 'vitest';
import { genericResources } from '../../../src/cloud/resource-types/generic-registry.ts';
import { type CloudUnderTest, cloudUnderTest, PLACE } from './cloud-under-test.ts';
import { stubbornType } from './stubborn-type.ts';

interface Node {
  readonly needs: readonly number[];
  readonly label: number;
  readonly name: number;
}

/** Topics that mention topics with a lower number, so that there is never a circle. */
const graphs = fc.array(
  fc.record({ needs: fc.array(fc.nat(7), { maxLength: 3 }), label: fc.nat(2), name: fc.nat(2) }),
  { minLength: 1, maxLength: 8 },
);

function templateOf(nodes: readonly Node[], broken: boolean): object {
  const topics = nodes.map(({ needs, label, name }, index) => [
    `T${index}`,
    {
      Type: 'AWS::SNS::Topic',
      DependsOn: needs.filter((need) => need < index).map((need) => `T${need}`),
      Properties: { TopicName: `topic-${index}-${name}`, DisplayName: `label ${label}` },
    },
  ]);
  const bad = ['Bad', { Type: 'AWS::SQS::Queue', DependsOn: topics.map(([id]) => id) }];
  return { Resources: Object.fromEntries(broken ? [...topics, bad] : topics) };
}

function world(cloud: CloudUnderTest): unknown {
  return genericResources(cloud.kernel, PLACE, 'AWS::SNS::Topic')
    .map(({ physicalId, properties }) => ({ physicalId, properties }))
    .sort((a, b) => a.physicalId.localeCompare(b.physicalId));
}

it('creates, updates and deletes whatever graph there is, and leaves nothing behind', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, graphs, async (before, after) => {
      const cloud = cloudUnderTest();
      expect((await cloud.create('demo', templateOf(before, false))).StackStatus).toBe('CREATE_COMPLETE');
      const wanted = templateOf(after, false);
      if (JSON.stringify(wanted) !== JSON.stringify(templateOf(before, false))) {
        await cloud
          .update('demo', wanted)
          .catch((error: Error) => expect(error.message).toBe('No updates are to be performed.'));
      }
      expect(genericResources(cloud.kernel, PLACE, 'AWS::SNS::Topic')).toHaveLength(after.length);
      expect((await cloud.remove('demo')).StackStatus).toBe('DELETE_COMPLETE');
      expect(world(cloud)).toEqual([]);
    }),
    { numRuns: 60, seed: 20261121 },
  );
});

it('puts everything back after a failed update', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, graphs, async (before, after) => {
      const { type, stubborn } = stubbornType();
      const cloud = cloudUnderTest([], [type]);
      await cloud.create('demo', templateOf(before, false));
      const then = world(cloud);
      stubborn.failCreate.add('Bad');
      expect((await cloud.update('demo', templateOf(after, true))).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(world(cloud)).toEqual(then);
    }),
    { numRuns: 60, seed: 20261121 },
  );
});

it('plays the same history for the same seed', async () => {
  const history = async () => {
    const cloud = cloudUnderTest();
    await cloud.create(
      'demo',
      templateOf(
        [
          { needs: [], label: 0, name: 0 },
          { needs: [0], label: 1, name: 1 },
        ],
        false,
      ),
    );
    return cloud.rawEvents('demo');
  };
  expect(await history()).toEqual(await history());
});
