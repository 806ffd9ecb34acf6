import { describe, expect, it } from 'vitest';
import { awaitRequirements } from '../../../src/core/converge/await-requirements.ts';
import { planConverge } from '../../../src/core/converge/plan-converge.ts';
import { recordStack } from '../../../src/core/converge/record-stack.ts';
import { settle } from '../../../src/core/converge/settle.ts';
import { acceptOperation } from '../../../src/core/operation/accept-operation.ts';
import { Crash, type FakePorts } from '../../fakes/index.ts';
import { installation } from './installation.ts';

const token = (component: string) => `token of ${component}`;

/** Runs a state until it ends without dying, one more write further each time. */
async function driven<T>(ports: FakePorts, state: () => Promise<T>): Promise<T> {
  for (let writes = 0; writes < 30; writes++) {
    ports.state.crashAfter(writes);
    try {
      const answer = await state();
      ports.state.crashAfter(undefined);
      return answer;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
  throw new Error('a state writes more than thirty times');
}

/** A base of keys, logs and buckets, each state of which runs under `drive`. */
async function base(drive: <T>(ports: FakePorts, state: () => Promise<T>) => Promise<T>) {
  const { ports } = installation();
  const accept = {
    kind: 'provision',
    scope: { layer: 'base' },
    request: { spec: {} },
    principal: 'ana',
    trigger: 'api',
  } as const;
  const { id: operationId } = await acceptOperation(accept, ports);
  await drive(ports, () => planConverge({ operationId }, ports));
  for (const stackKey of ['keys', 'logs', 'buckets']) {
    await drive(ports, () => awaitRequirements({ operationId, stackKey, taskToken: token(stackKey) }, ports));
  }
  for (const stackKey of ['keys', 'logs', 'buckets']) {
    const record = {
      component: stackKey,
      stackName: `plinth--base--${stackKey}`,
      stackId: stackKey,
      status: 'CREATE_COMPLETE',
      templateHash: 'hash',
      parameters: {},
      outputs: {},
      tags: {},
      data: true,
      updatedAt: '2026-11-20T12:00:00.000Z',
    };
    await ports.state.putDocument(operationId, `result/${stackKey}`, { status: 'present', record });
    await drive(ports, () => recordStack({ operationId, stackKey, outcome: { status: 'succeeded' } }, ports));
  }
  await drive(ports, () => settle({ operationId }, ports));
  return { state: plain(ports.state.snapshot()), answers: ports.workflows.answers };
}

function plain(snapshot: unknown): unknown {
  return JSON.parse(JSON.stringify(snapshot, (key, value) => (key === 'version' ? undefined : value)));
}

describe('a converge whose Lambdas die at every write and run again', () => {
  it('ends in the same state', async () => {
    const smooth = await base((_, state) => state());
    const rough = await base(driven);
    expect(rough).toEqual(smooth);
  });

  it('answers each waiting branch exactly once', async () => {
    const { answers } = await base((_, state) => state());
    expect(answers).toEqual([
      { taskToken: 'token of keys', answer: 'succeed' },
      { taskToken: 'token of logs', answer: 'succeed' },
      { taskToken: 'token of buckets', answer: 'succeed' },
    ]);
  });
});
