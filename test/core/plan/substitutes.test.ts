import { describe, expect, it } from 'vitest';
import { substitutedBy } from '../../../src/core/catalogue/substitutes.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import { findOutput } from '../../../src/core/plan/placement.ts';
import { planProvision } from '../../../src/core/plan/plan-provision.ts';
import { parseScopeSpec } from '../../../src/core/spec/scope-spec.ts';
import { wantedComponents } from '../../../src/core/spec/wanted-components.ts';
import { stackRecord } from '../../builders.ts';
import { catalogueOf } from '../templates.ts';
import { carriedOut, now, placement, provision, retire } from './planning.ts';

const none = { Default: 'none' };
const catalogue = catalogueOf({
  network: { outputs: ['VpcId'] },
  egress: { requires: ['network'], parameters: { VpcId: {} } },
  cluster: { requires: ['network'], outputs: ['ClusterName'], parameters: { VpcId: {} } },
  'load-balancer': { requires: ['network'], parameters: { VpcId: {} } },
  external: {
    substituteFor: { network: 'ForeignVpc', cluster: 'ForeignCluster' },
    parameters: { ForeignVpc: none, ForeignCluster: none },
    outputs: ['VpcId', 'ClusterName'],
  },
  elsewhere: { substituteFor: { network: 'Vpc' }, parameters: { Vpc: none }, outputs: ['VpcId'] },
  files: { data: true, requires: ['network'], parameters: { VpcId: {} } },
  service: { layer: 'application', requires: ['network', 'cluster'], parameters: { VpcId: {}, ClusterName: {} } },
});
const external = { ForeignVpc: 'vpc-9' };
const wanted = (components: object) =>
  wantedComponents(parseScopeSpec('environment', { components }), catalogue).map(({ component }) => component.name);

describe('a component that stands in for others', () => {
  it('leaves what it takes the place of as long as kept data stands on that', () => {
    const standing = carriedOut(
      provision(catalogue, newScopeState('environments/dev', now), { network: {}, files: {} }),
      catalogue,
    );
    const planned = provision(catalogue, standing, { external });
    expect(planned.find(({ stackKey }) => stackKey === 'network')).toMatchObject({ action: 'keep' });
    expect(planned.find(({ stackKey }) => stackKey === 'files')).toMatchObject({ action: 'keep' });
  });

  it('does so while its parameter is set to something else than its default', () => {
    const component = catalogue.component('external')!;
    expect(substitutedBy({ component, parameters: { ForeignVpc: 'vpc-9', ForeignCluster: 'none' } })).toEqual([
      'network',
    ]);
    expect(substitutedBy({ component, parameters: {} })).toEqual([]);
  });

  it('takes their place among those that are always there', () => {
    expect(wanted({ external })).toEqual(['egress', 'cluster', 'load-balancer', 'external']);
    expect(wanted({ external: {} })).toEqual(['network', 'egress', 'cluster', 'load-balancer', 'external']);
  });

  it.each([
    ['beside what it stands in for', { external, network: {} }, '/components/network'],
    ['beside another one of the same', { external, elsewhere: { Vpc: 'vpc-8' } }, '/components/elsewhere'],
  ])('is refused %s', (_, components, pointer) => {
    expect(() => wanted(components)).toThrow(
      expect.objectContaining({ code: 'InvalidRequest', fields: [expect.objectContaining({ pointer })] }),
    );
  });

  it('comes before all that require what it stands in for, and fills their parameters', () => {
    const planned = provision(catalogue, undefined, { external, egress: {}, cluster: {} });
    const [first, ...rest] = planned;
    expect(first?.stackKey).toBe('external');
    expect(rest.map(({ requires }) => requires)).toEqual([['external'], ['external']]);
    expect(rest[0]?.parameters.VpcId).toEqual({ from: { component: 'external', output: 'VpcId' } });
  });

  it('is seen as such by applications, on record and while it is being made', () => {
    const service = [{ component: catalogue.component('service')!, values: {}, uses: [], placement }];
    const outputs = { VpcId: 'vpc-9', ClusterName: 'none' };
    const stacks = {
      external: stackRecord({ component: 'external', parameters: external, outputs }),
      cluster: stackRecord({ component: 'cluster', outputs: { ClusterName: 'ours' } }),
    };
    const scopeState = { ...newScopeState('environments/dev', now), stacks };
    const request = { operationId: 'op_1', installation: 'plinth', catalogue, wanted: service, placement };
    const common = { ...request, scopeState: undefined, allow: [] };
    const [recorded] = planProvision({ ...common, scopeStates: [scopeState] });
    expect(recorded?.parameters).toEqual({ VpcId: { value: 'vpc-9' }, ClusterName: { value: 'ours' } });
    const components = new Set(['external', 'cluster']);
    const context = {
      operationId: 'op_0',
      scope: 'environments/dev',
      components,
      substitutes: new Map([['network', 'external']]),
    };
    const [awaiting] = planProvision({ ...common, scopeStates: [], parentsInProgress: [context] });
    expect(awaiting?.awaits?.map(({ component }) => component)).toEqual(['external', 'cluster']);
    expect(awaiting?.parameters.VpcId).toMatchObject({ from: { component: 'external', scope: 'environments/dev' } });
  });

  it('is found by who looks for an output by name', () => {
    const stacks = { external: stackRecord({ component: 'external', outputs: { ClusterName: 'theirs' } }) };
    const scopeState = { ...newScopeState('environments/dev', now), stacks };
    expect(findOutput([scopeState], 'cluster', 'ClusterName')).toBe('theirs');
    expect(findOutput([scopeState], 'cluster', 'ClusterArn')).toBeUndefined();
  });

  it('goes after those that build on it, and stays with data that does', () => {
    const wish = { external, egress: {}, cluster: {}, files: {} };
    const planned = retire(catalogue, carriedOut(provision(catalogue, undefined, wish), catalogue));
    const actions = planned.map(({ stackKey, action }) => `${action} ${stackKey}`);
    expect(actions.filter((action) => action.startsWith('keep')).sort()).toEqual(['keep external', 'keep files']);
    const all = retire(catalogue, carriedOut(provision(catalogue, undefined, wish), catalogue), 'delete');
    expect(all.at(-1)?.stackKey).toBe('external');
  });

  it('gives the place back when its parameter is taken out', () => {
    const standing = carriedOut(provision(catalogue, undefined, { external, egress: {} }), catalogue);
    const planned = provision(catalogue, standing, { network: {}, egress: {} });
    expect(planned.map(({ stackKey, action }) => `${action} ${stackKey}`)).toEqual([
      'create network',
      'update egress',
      'delete external',
    ]);
  });
});
