import { describe, expect, it } from 'vitest';
import { requiredComponents } from '../../../src/core/catalogue/required-components.ts';
import { settableParameters } from '../../../src/core/catalogue/settable-parameters.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import { planProvision } from '../../../src/core/plan/plan-provision.ts';
import { componentValues } from '../../../src/core/spec/component-values.ts';
import { stackRecord } from '../../builders.ts';
import { catalogueOf } from '../templates.ts';
import { carriedOut, now, placement, provision, retire } from './planning.ts';

const catalogue = catalogueOf({
  zone: { layer: 'base', outputs: ['ZoneId'] },
  network: { outputs: ['VpcId', 'ListenerArn'] },
  https: { requires: ['network'], outputs: ['ListenerArn'], parameters: { VpcId: {} } },
  web: {
    requires: ['network'],
    optional: ['https', 'zone'],
    parameters: { VpcId: {}, ListenerArn: { Default: 'none' }, ZoneId: { Default: 'none' } },
  },
});
const stacks = (names: readonly string[], scopeState = newScopeState('environments/dev', now)) =>
  provision(catalogue, scopeState, Object.fromEntries(names.map((name) => [name, {}])));
const web = (names: readonly string[]) => stacks(names).find(({ stackKey }) => stackKey === 'web');

describe('a component that is optional to another one', () => {
  it('comes first and fills its parameters before what is required does', () => {
    expect(web(['network', 'https', 'web'])).toMatchObject({
      requires: ['https', 'network'],
      parameters: { ListenerArn: { from: { component: 'https', output: 'ListenerArn' } } },
    });
  });

  it('is left out where nobody wants it', () => {
    expect(web(['network', 'web'])).toMatchObject({
      requires: ['network'],
      parameters: { ListenerArn: { from: { component: 'network' } }, ZoneId: { value: 'none' } },
    });
  });

  it('is taken from a scope around where it stands, and passed over where it failed', () => {
    const available = (status: string) => ({
      ...newScopeState('base', now),
      stacks: { zone: stackRecord({ component: 'zone', status, outputs: { ZoneId: 'Z1' } }) },
    });
    const zoneIn = (status: string) => {
      const wanted = ['network', 'web'].map((name) => {
        return { component: catalogue.component(name)!, values: {}, uses: [], placement };
      });
      const request = {
        operationId: 'op_1',
        installation: 'plinth',
        catalogue,
        wanted,
        placement,
        scopeState: undefined,
      };
      const planned = planProvision({ ...request, scopeStates: [available(status)], allow: [] });
      return planned.find(({ stackKey }) => stackKey === 'web')?.parameters.ZoneId;
    };
    expect(zoneIn('CREATE_COMPLETE')).toEqual({ value: 'Z1' });
    expect(zoneIn('ROLLBACK_COMPLETE')).toEqual({ value: 'none' });
  });

  it('is awaited while somebody makes it in a scope around', () => {
    const context = { operationId: 'op_0', scope: 'base', components: new Set(['zone']), substitutes: new Map() };
    const wanted = ['network', 'web'].map((name) => {
      return { component: catalogue.component(name)!, values: {}, uses: [], placement };
    });
    const request = {
      operationId: 'op_1',
      installation: 'plinth',
      catalogue,
      wanted,
      placement,
      scopeState: undefined,
    };
    const planned = planProvision({
      ...request,
      scopeStates: [],
      parentsInProgress: [context],
      allow: [],
    });
    expect(planned.find(({ stackKey }) => stackKey === 'web')).toMatchObject({
      awaits: [{ operationId: 'op_0', scope: 'base', component: 'zone' }],
      parameters: { ZoneId: { from: { component: 'zone', output: 'ZoneId', scope: 'base' } } },
    });
  });

  it('leaves after its consumer has gone back to the default', () => {
    const standing = carriedOut(stacks(['network', 'https', 'web']), catalogue);
    const planned = stacks(['network', 'web'], standing);
    expect(planned.map(({ stackKey, action }) => `${action} ${stackKey}`)).toEqual([
      'keep network',
      'update web',
      'delete https',
    ]);
    expect(planned.at(-1)?.requires).toEqual(['web']);
    expect(planned[1]?.parameters.ListenerArn).toEqual({ value: 'network.ListenerArn' });
  });

  it('is deleted after its consumer when both go', () => {
    const standing = carriedOut(stacks(['network', 'https', 'web']), catalogue);
    expect(retire(catalogue, standing).map(({ stackKey }) => stackKey)).toEqual(['web', 'https', 'network']);
  });

  it('is kept with the data that builds on it', () => {
    const stores = catalogueOf({ keys: {}, cdn: {}, files: { data: true, optional: ['keys'] } });
    const planned = retire(stores, carriedOut(provision(stores), stores));
    expect(planned.map(({ stackKey, action }) => `${action} ${stackKey}`).sort()).toEqual([
      'delete cdn',
      'keep files',
      'keep keys',
    ]);
  });

  it("leaves its parameter to nobody: it could be wired to somebody else's", () => {
    const component = catalogue.component('web')!;
    expect(settableParameters(component, catalogue)).toEqual([]);
    expect(() => componentValues(component, { web: { ZoneId: 'Z9' } }, catalogue)).toThrow('is set by the platform');
  });

  it('stands before what is required among those that are equally near', () => {
    const available = { has: () => true, substituteOf: (name: string) => name, uses: () => [] };
    const names = requiredComponents(catalogue.component('web')!, catalogue, available).map(({ name }) => name);
    expect(names).toEqual(['https', 'zone', 'network']);
  });
});

describe('a catalogue', () => {
  it('refuses a circle through an optional component', () => {
    const circle = { a: { optional: ['b'] }, b: { requires: ['a'] } };
    expect(() => catalogueOf(circle)).toThrow(expect.objectContaining({ code: 'CircularRequirement' }));
  });

  it('may lack what others only build on where it is there', () => {
    expect(() => catalogueOf({ a: { optional: ['b'] } })).not.toThrow();
  });

  it('refuses an optional component of a later layer', () => {
    expect(() => catalogueOf({ a: { layer: 'base', optional: ['b'] }, b: {} })).toThrow(/later layer/);
  });

  it('refuses to stand in for what no template is called', () => {
    expect(() => catalogueOf({ a: { substituteFor: { b: 'Id' }, parameters: { Id: {} } } })).toThrow(
      expect.objectContaining({ code: 'UnknownComponent', message: expect.stringContaining('substitutes for `b`') }),
    );
  });
});
