import { describe, expect, it } from 'vitest';
import { planConverge } from '../../../src/core/converge/plan-converge.ts';
import { readPlan } from '../../../src/core/plan/plan-documents.ts';
import type { FakePorts } from '../../fakes/index.ts';
import { installation, standing } from './installation.ts';

interface DraftDocument {
  readonly plan: { readonly stacks: readonly { readonly description: string }[] };
}

/** Writes a mark into the draft of an operation: a plan that carries it was not computed anew. */
async function mark(operationId: string, { state }: FakePorts): Promise<void> {
  const draft = (await state.readDocument(operationId, 'draft')) as DraftDocument;
  const stacks = draft.plan.stacks.map((stack) => ({ ...stack, description: 'as drafted' }));
  await state.putDocument(operationId, 'draft', { ...draft, plan: { ...draft.plan, stacks } });
}

async function planned(operationId: string, ports: FakePorts): Promise<ReadonlySet<string>> {
  await planConverge({ operationId }, ports);
  const plan = await readPlan(operationId, ports);
  return new Set(plan?.stacks.map(({ description }) => description));
}

describe('the draft that a request was checked with', () => {
  it.each([
    ['provision', 'base'],
    ['provision', 'environments/dev'],
    ['retire', 'environments/dev/applications/shop'],
  ] as const)('is the plan of the operation: %s %s', async (kind, path) => {
    const { ask, ports } = await standing();
    const id = await ask(path, {}, kind);
    await mark(id, ports);
    expect(await planned(id, ports)).toEqual(new Set(['as drafted']));
  });

  it('is the plan of what is put for the first time, although the claims are taken and the scope marked since', async () => {
    const { ask, put, ports } = installation();
    await put('base', { applications: ['shop'] });
    const id = await ask('environments/dev', { components: { mysql: {} } });
    await mark(id, ports);
    expect(await planned(id, ports)).toEqual(new Set(['as drafted']));
  });

  it('is not the plan when a stack that it builds on has changed since', async () => {
    const { ask, ports } = await standing();
    const id = await ask('environments/dev', { components: { mysql: {} } });
    await mark(id, ports);
    await ports.state.updateScopeState('base', (base) => {
      const keys = base!.stacks.keys!;
      return { ...base!, stacks: { ...base!.stacks, keys: { ...keys, outputs: { KeyArn: 'arn:other' } } } };
    });
    expect(await planned(id, ports)).not.toContain('as drafted');
  });

  it('is not the plan when another scope has claimed something since', async () => {
    const { ask, ports } = await standing();
    const id = await ask('environments/test');
    await mark(id, ports);
    const where = { account: '111122223333', region: 'eu-west-1' };
    const range = { parent: 'base', kind: 'range' as const, scope: 'environments/other', ...where };
    const value = '10.2.0.0/16';
    await ports.state.putClaim({
      ...range,
      key: `range/111122223333/eu-west-1/${value}`,
      value,
      operationId: 'op_0',
      standing: true,
    });
    expect(await planned(id, ports)).not.toContain('as drafted');
  });

  it('changes nothing about the plan: without it the same is planned', async () => {
    const plans = [true, false].map(async (kept) => {
      const { ask, ports } = await standing();
      const id = await ask('environments/test', { components: { mysql: {} } });
      if (!kept) await ports.state.putDocument(id, 'draft', undefined);
      await planConverge({ operationId: id }, ports);
      return { ...(await readPlan(id, ports)), operationId: '' };
    });
    const [one, other] = await Promise.all(plans);
    expect(one?.stacks?.length).toBeGreaterThan(0);
    expect(one).toEqual(other);
  });
});
