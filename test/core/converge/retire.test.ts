import { describe, expect, it } from 'vitest';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import { placedRelease, stackRecord } from '../../builders.ts';
import { standing } from './installation.ts';

const shop = 'environments/dev/applications/shop';
const now = '2026-11-20T12:00:00.000Z';

describe('retiring', () => {
  it('keeps data with all that it requires, and finds it again', async () => {
    const plinth = await standing();
    await plinth.retire(shop);
    const { trace, operation } = await plinth.retire('environments/dev');
    expect([...trace].sort()).toEqual(['-cluster', '-egress', '-load-balancer']);
    expect(operation.status).toBe('succeeded');
    const scopeState = await plinth.scopeState('environments/dev');
    expect([scopeState.status, Object.keys(scopeState.stacks).sort()]).toEqual(['retired', ['mysql', 'network']]);
    expect(await plinth.ports.state.readSpec('environments/dev')).toBeUndefined();
    const again = await plinth.put('environments/dev', { components: { mysql: {} } });
    expect([...again.trace].sort()).toEqual(['+cluster', '+egress', '+load-balancer']);
  });

  it('takes data too when that is said twice, those that need others first', async () => {
    const plinth = await standing();
    await plinth.retire(shop);
    const unsure = plinth.retire('environments/dev', { data: 'delete', confirm: 'test' });
    await expect(unsure).rejects.toMatchObject({ code: 'InvalidRequest', fields: [{ pointer: '/confirm' }] });
    const { trace } = await plinth.retire('environments/dev', { data: 'delete', confirm: 'dev' });
    expect(trace.at(-1)).toBe('-network');
    expect(trace.length).toBe(5);
    expect(await plinth.ports.state.listClaims('base')).toEqual([]);
  });

  it('keeps the repositories of its applications until its data is deleted', async () => {
    const plinth = await standing();
    await plinth.retire(shop, { data: 'delete', confirm: 'shop' });
    await plinth.retire('environments/dev', { data: 'delete', confirm: 'dev' });
    const kept = await plinth.retire('base');
    expect(kept.trace).toEqual(['-alerts']);
    expect((await plinth.scopeState('base/repositories/shop')).status).toBe('ready');
    const { trace } = await plinth.retire('base', { data: 'delete', confirm: 'base' });
    expect(trace).toContain('-repository-shop');
    expect(trace.indexOf('-keys')).toBeGreaterThan(trace.indexOf('-repository-shop'));
    expect(await plinth.scopeState('base/repositories/shop')).toMatchObject({ status: 'retired', stacks: {} });
  });

  it('refuses while applications stand in the environment, and environments on the base', async () => {
    const plinth = await standing();
    await expect(plinth.retire('environments/dev')).rejects.toMatchObject({
      code: 'ScopeNotEmpty',
      extra: { scopes: [shop] },
    });
    await expect(plinth.retire('base')).rejects.toMatchObject({ code: 'ScopeNotEmpty' });
  });

  it('refuses a protected environment', async () => {
    const plinth = await standing();
    await plinth.retire(shop);
    await plinth.put('environments/dev', { components: { mysql: {} }, protected: true });
    await expect(plinth.retire('environments/dev')).rejects.toMatchObject({ code: 'ScopeProtected' });
  });

  it('refuses to delete the data of an environment before that of its applications', async () => {
    const plinth = await standing();
    await plinth.put(shop, { components: { bucket: {} } });
    await plinth.retire(shop);
    expect(Object.keys((await plinth.scopeState(shop)).stacks)).toEqual(['bucket']);
    const tooEarly = plinth.retire('environments/dev', { data: 'delete', confirm: 'dev' });
    await expect(tooEarly).rejects.toMatchObject({ code: 'ScopeNotEmpty' });
  });

  it('takes the releases of an application first, each by its number', async () => {
    const plinth = await standing();
    for (const number of [3, 4]) {
      const scope = `${shop}/releases/${number}`;
      const task = stackRecord({ component: 'task', stackName: `plinth--dev--shop--${number}--task` });
      await plinth.ports.state.updateScopeState(scope, () => ({
        ...newScopeState(scope, now, 'ready'),
        stacks: { task },
      }));
    }
    await plinth.ports.state.createRelease(placedRelease({ scope: shop, number: 4, status: 'live' }));
    const { trace } = await plinth.retire(shop);
    expect((await plinth.ports.state.readRelease(shop, 4))?.status).toBe('retired');
    expect(trace).toEqual(['-task-3', '-task-4', '-service']);
    expect(await plinth.scopeState(`${shop}/releases/4`)).toMatchObject({ status: 'retired', stacks: {} });
  });

  it('says NotFound of what was never there', async () => {
    const plinth = await standing();
    await expect(plinth.retire('environments/test')).rejects.toMatchObject({ code: 'NotFound' });
  });

  it('stops when a stack that needs another cannot be deleted', async () => {
    const plinth = await standing();
    await plinth.retire(shop);
    const { trace, operation } = await plinth.retire(
      'environments/dev',
      { data: 'delete', confirm: 'dev' },
      { failing: { cluster: 'tasks still run' } },
    );
    expect(trace).not.toContain('-network');
    expect(operation).toMatchObject({ status: 'failed', error: { message: '`cluster`: tasks still run' } });
  });
});
