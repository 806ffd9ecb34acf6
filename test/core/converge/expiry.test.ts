import { describe, expect, it } from 'vitest';
import { retireExpired } from '../../../src/core/converge/retire-expired.ts';
import { endOperation } from '../../../src/core/operation/end-operation.ts';
import { runConverges } from '../../fakes/converge-machine.ts';
import { standing } from './installation.ts';

const dev = 'environments/dev';
const shop = `${dev}/applications/shop`;
const expires = '2026-11-20T13:00:00Z';

async function standingUntil(time: string) {
  const plinth = await standing();
  await plinth.put(dev, { components: { mysql: {} }, expires: time });
  const sweep = async () => {
    const scopes = await retireExpired(plinth.ports);
    const open = await plinth.ports.state.listOpenOperations();
    return { scopes, open };
  };
  const run = async () => {
    const { scopes, open } = await sweep();
    await runConverges(
      open.map(({ id }) => id),
      plinth.ports,
    );
    return scopes;
  };
  return { ...plinth, sweep, run };
}

describe('an environment that expires', () => {
  it('goes by itself, its applications first, and keeps its data', async () => {
    const plinth = await standingUntil(expires);
    expect(await plinth.run()).toEqual([]);
    plinth.ports.time.advance(3600);
    expect(await plinth.run()).toEqual([shop]);
    expect(await plinth.run()).toEqual([dev]);
    expect(await plinth.run()).toEqual([]);
    const scopeState = await plinth.scopeState(dev);
    expect([scopeState.status, Object.keys(scopeState.stacks).sort()]).toEqual(['retired', ['mysql', 'network']]);
  });

  it('is tried again an hour after it failed, and not at every sweep', async () => {
    const plinth = await standingUntil(expires);
    plinth.ports.time.advance(3600);
    const { open } = await plinth.sweep();
    const error = { code: 'StackFailed', message: 'busy', evidence: [], nextSteps: [] };
    await endOperation(open[0]?.id ?? '', { status: 'failed', error }, plinth.ports);
    expect((await plinth.sweep()).open).toEqual([]);
    plinth.ports.time.advance(3600);
    expect((await plinth.sweep()).open).toHaveLength(1);
  });

  it('stays when it is given a later time', async () => {
    const plinth = await standingUntil(expires);
    await plinth.put(dev, { components: { mysql: {} }, expires: '2026-11-21T13:00:00Z' });
    plinth.ports.time.advance(3600);
    expect((await plinth.sweep()).scopes).toEqual([]);
  });

  it('takes no time that is over, none while it is protected, and no application afterwards', async () => {
    const plinth = await standingUntil(expires);
    const over = plinth.put(dev, { expires: '2026-11-20T11:00:00Z' });
    await expect(over).rejects.toMatchObject({ code: 'InvalidRequest', fields: [{ pointer: '/expires' }] });
    const both = plinth.put(dev, { expires, protected: true });
    await expect(both).rejects.toMatchObject({ code: 'InvalidRequest', fields: [{ pointer: '/expires' }] });
    plinth.ports.time.advance(3600);
    await expect(plinth.put(shop)).rejects.toMatchObject({ code: 'ParentNotReady' });
  });
});
