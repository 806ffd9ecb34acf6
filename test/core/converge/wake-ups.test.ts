import fc from 'fast-check';
import { expect, it } from 'vitest';
import { awaitRequirements } from '../../../src/core/converge/await-requirements.ts';
import { planConverge } from '../../../src/core/converge/plan-converge.ts';
import { recordStack } from '../../../src/core/converge/record-stack.ts';
import { endLostOperation } from '../../../src/core/operation/end-operation.ts';
import type { StateStore } from '../../../src/core/ports/index.ts';
import type { FakePorts } from '../../fakes/index.ts';
import { installation } from './installation.ts';

const dev = 'environments/dev';

/** Every access to the state waits until the scheduler lets it through, so accesses mix in any order. */
function interleaved(ports: FakePorts, scheduler: fc.Scheduler): FakePorts {
  const state = new Proxy(ports.state, {
    get: (target, name: keyof StateStore) => {
      const act = target[name] as (...given: unknown[]) => Promise<unknown>;
      return typeof act === 'function' ? scheduler.scheduleFunction(act.bind(target)) : act;
    },
  });
  return { ...ports, state };
}

/** The load balancer of an environment needs nothing but the log bucket of its base, which is being made. */
async function onLogs() {
  const plinth = installation();
  const { ports } = plinth;
  const [baseId, environmentId] = [await plinth.ask('base'), await plinth.ask(dev)];
  await planConverge({ operationId: baseId }, ports);
  await planConverge({ operationId: environmentId }, ports);
  const endedAt = '2026-11-20T12:00:00.000Z';
  await ports.state.putDocument(environmentId, 'outcome/network', { status: 'succeeded', endedAt });
  const stack = { component: 'logs', stackName: 'plinth--base--logs', stackId: 'logs', status: 'CREATE_COMPLETE' };
  const rest = { templateHash: 'hash', parameters: {}, outputs: {}, tags: {}, data: true, updatedAt: endedAt };
  await ports.state.putDocument(baseId, 'result/logs', { status: 'present', record: { ...stack, ...rest } });
  return { ports, baseId, environmentId };
}

const ends = {
  succeeds: (operationId: string, ports: FakePorts) =>
    recordStack({ operationId, stackKey: 'logs', outcome: { status: 'succeeded' } }, ports),
  fails: (operationId: string, ports: FakePorts) =>
    recordStack({ operationId, stackKey: 'logs', outcome: { status: 'failed' } }, ports),
  'is lost with its operation': (operationId: string, ports: FakePorts) =>
    endLostOperation(operationId, { why: 'its execution does not exist' }, ports),
};

it.each(Object.entries(ends))('answers a branch, however it meets with a stack that %s', async (_how, end) => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const { ports, baseId, environmentId } = await onLogs();
      const mixed = interleaved(ports, scheduler);
      const waits = awaitRequirements(
        { operationId: environmentId, stackKey: 'load-balancer', taskToken: 'token' },
        mixed,
      );
      await scheduler.waitFor(Promise.all([waits, end(baseId, mixed)]));
      expect(ports.workflows.answers).toMatchObject([{ taskToken: 'token' }]);
    }),
    { numRuns: 200 },
  );
});

it('keeps what an update left behind for the result of the operation', async () => {
  const { ports, baseId } = await onLogs();
  const retained = [{ type: 'AWS::EC2::Subnet', physicalId: 'subnet-1', reason: 'in use' }];
  const result = (await ports.state.readDocument(baseId, 'result/logs')) as object;
  await ports.state.putDocument(baseId, 'result/logs', { ...result, retained });
  await ends.succeeds(baseId, ports);
  expect(await ports.state.readDocument(baseId, 'outcome/logs')).toMatchObject({ status: 'succeeded', retained });
});
