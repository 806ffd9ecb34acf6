import { describe, expect, it } from 'vitest';
import type { Plan, PlannedStack } from '../../../src/core/plan/plan.ts';
import { readPlan, readPlanIndex, readPlannedStack, writePlan } from '../../../src/core/plan/plan-documents.ts';
import { fakePorts } from '../../fakes/index.ts';

const stack: PlannedStack = {
  stackKey: 'network',
  component: 'network',
  scope: 'environments/dev',
  target: { account: '111122223333', region: 'eu-west-1' },
  stackName: 'plinth--dev--network',
  action: 'create',
  parameters: { Cidr: { value: '10.0.0.0/16' } },
  requires: [],
  data: false,
  allowed: false,
  templateHash: 'hash',
  tags: {},
  description: 'Three-tier VPC',
};

const cluster: PlannedStack = {
  ...stack,
  stackKey: 'cluster',
  component: 'cluster',
  requires: ['network'],
  parameters: {
    VpcId: { from: { component: 'network', output: 'VpcId' } },
    Keys: { list: [{ value: 'one' }, { from: { component: 'keys', output: 'KeyArn', scope: 'base' } }] },
  },
};

const plan: Plan = {
  operationId: 'op_1',
  scope: 'environments/dev',
  wish: 'present',
  planOnly: true,
  stacks: [stack, cluster],
};

describe('the documents of a plan', () => {
  it('let a step read its own stack and nothing of the others', async () => {
    const ports = fakePorts();
    await writePlan(plan, ports);
    const read: string[] = [];
    const { readDocument } = ports.state;
    ports.state.readDocument = (id, key) => {
      read.push(key);
      return readDocument(id, key);
    };
    const found = await readPlannedStack({ operationId: 'op_1', stackKey: 'cluster' }, ports);
    expect(found).toMatchObject({ stackName: 'plinth--dev--network', requires: ['network'], planOnly: true });
    expect(read).toEqual(['plan/cluster']);
  });

  it('say of each output which scope it is read from', async () => {
    const ports = fakePorts();
    await writePlan(plan, ports);
    const { parameters } = await readPlannedStack({ operationId: 'op_1', stackKey: 'cluster' }, ports);
    expect(parameters).toEqual({
      VpcId: { from: { component: 'network', output: 'VpcId', scope: 'environments/dev' } },
      Keys: { list: [{ value: 'one' }, { from: { component: 'keys', output: 'KeyArn', scope: 'base' } }] },
    });
  });

  it('keep the order, and no parameters in the index', async () => {
    const ports = fakePorts();
    await writePlan(plan, ports);
    const index = await readPlanIndex('op_1', ports);
    expect(index?.stacks.map(({ stackKey }) => stackKey)).toEqual(['network', 'cluster']);
    expect(index?.stacks[1]).not.toHaveProperty('parameters');
    expect((await readPlan('op_1', ports))?.stacks.map(({ stackKey }) => stackKey)).toEqual(['network', 'cluster']);
  });

  it('have no index before every stack is written', async () => {
    const ports = fakePorts();
    const { putDocument } = ports.state;
    ports.state.putDocument = async (id, key, document) => {
      if (key === 'plan/cluster') throw new Error('died');
      await putDocument(id, key, document);
    };
    await expect(writePlan(plan, ports)).rejects.toThrow('died');
    expect(await readPlanIndex('op_1', ports)).toBeUndefined();
  });

  it('throw Internal for a stack that the plan does not have', async () => {
    const read = readPlannedStack({ operationId: 'op_1', stackKey: 'redis' }, fakePorts());
    await expect(read).rejects.toMatchObject({ code: 'Internal', message: 'the plan of op_1 has no stack `redis`' });
  });
});
