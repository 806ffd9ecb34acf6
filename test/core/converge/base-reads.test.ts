import { describe, expect, it } from 'vitest';
import { planConverge } from '../../../src/core/converge/plan-converge.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import { placedRelease } from '../../builders.ts';
import { type FakePorts, fakePorts } from '../../fakes/index.ts';
import { recordedStacks } from '../../fakes/recorded-stacks.ts';
import { catalogueOf, smallSketches } from '../templates.ts';
import { installation } from './installation.ts';

const now = '2026-11-20T12:00:00.000Z';
const environments = Array.from({ length: 40 }, (_, n) => `environments/e${n}`);
const applications = environments.flatMap((scope) => ['one', 'two'].map((name) => `${scope}/applications/${name}`));

/** A base with forty environments of two applications each, each of which has a spec, a live and a standby release. */
async function crowdedBase() {
  const catalogue = catalogueOf({ ...smallSketches, cache: { layer: 'base' } });
  const stacks = recordedStacks;
  const plinth = installation(fakePorts({ catalogue, stacks }));
  const { ports } = plinth;
  await plinth.put('base', { applications: ['shop'], components: { cache: {} } });
  for (const scope of environments) {
    await ports.state.updateScopeState(scope, () => newScopeState(scope, now, 'ready'));
  }
  for (const scope of applications) {
    const live = { slot: 'one', release: 2, previousRelease: 1, weights: { one: 100, two: 0 }, since: now } as const;
    await ports.state.updateScopeState(scope, () => ({ ...newScopeState(scope, now, 'ready'), live }));
    const spec = { type: 'web', port: 80 };
    await ports.state.updateSpec(scope, () => ({ scope, spec, updatedBy: 'ana', updatedAt: now, version: 0 }));
    for (const number of [1, 2]) {
      await ports.state.createRelease(
        placedRelease({ scope, number, status: number === 2 ? 'live' : 'standby', spec }),
      );
    }
  }
  return { ...plinth, reads: countReads(ports) };
}

interface Reads {
  /** Specs and releases that were read. */
  items: number;
  /** Most reads that were under way at once. */
  atOnceMax: number;
}

function countReads({ state }: FakePorts): Reads {
  const reads: Reads = { items: 0, atOnceMax: 0 };
  let underWay = 0;
  const counted = <A extends unknown[], R>(read: (...given: A) => Promise<R>, items: number) => {
    return async (...given: A): Promise<R> => {
      reads.items += items;
      reads.atOnceMax = Math.max(reads.atOnceMax, ++underWay);
      await new Promise(setImmediate);
      return read(...given).finally(() => underWay--);
    };
  };
  state.readSpec = counted(state.readSpec, 1);
  state.readRelease = counted(state.readRelease, 1);
  state.listScopeStates = counted(state.listScopeStates, 0);
  return reads;
}

describe('an operation on the base of many applications', () => {
  it('reads no spec and no release of them while it takes nothing away', async () => {
    const { ask, ports, reads } = await crowdedBase();
    const operationId = await ask('base', {
      applications: ['shop'],
      components: { cache: {} },
    });
    await planConverge({ operationId }, ports);
    expect(reads.items).toBeLessThan(10);
    expect(reads.atOnceMax).toBeLessThanOrEqual(10);
  });

  it('reads those of each once to take a component away, and few at a time', async () => {
    const { ask, ports, reads } = await crowdedBase();
    const operationId = await ask('base', { applications: ['shop'] });
    await planConverge({ operationId }, ports);
    expect(reads.items).toBeGreaterThanOrEqual(3 * applications.length);
    expect(reads.items).toBeLessThan(3 * applications.length + 10);
    expect(reads.atOnceMax).toBeLessThanOrEqual(30);
  });

  it('reads none of them to be retired', async () => {
    const { ask, reads } = await crowdedBase();
    await expect(ask('base', {}, 'retire')).rejects.toMatchObject({ code: 'ScopeNotEmpty' });
    expect(reads.items).toBeLessThan(10);
    expect(reads.atOnceMax).toBeLessThanOrEqual(10);
  });
});
