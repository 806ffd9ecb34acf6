import { expect, test } from 'vitest';
import { acceptOperation } from '../../../src/core/operation/accept-operation.ts';
import { parseScope, type Scope } from '../../../src/core/scope.ts';
import { catalogueOf } from '../templates.ts';
import { application, world } from './fake-world.ts';

const asked = {
  kind: 'release',
  scope: parseScope(application) as Scope,
  request: { image: 'hello:1' },
  principal: 'ana',
  trigger: 'api',
} as const;

test('a release into an application whose stack does not stand is refused before anything is written', async () => {
  const { ports } = await world();
  await ports.state.updateScopeState(application, (scopeState) => ({ ...scopeState!, status: 'failed', stacks: {} }));
  const before = ports.state.snapshot();
  await expect(acceptOperation(asked, ports)).rejects.toMatchObject({ code: 'ParentNotReady' });
  expect(ports.state.snapshot()).toEqual(before);
});

test('a release whose component has a rule against it is refused before anything is written', async () => {
  const { ports } = await world();
  const isHosts = { 'Fn::Equals': [{ Ref: 'RunsOn' }, 'hosts'] };
  const Assert = { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Hosts' }, 'none'] }] };
  const catalogue = catalogueOf({
    service: { layer: 'application' },
    task: {
      layer: 'release',
      requires: ['service'],
      parameters: { Release: {}, Image: {}, Slot: {}, RunsOn: {}, Hosts: { Default: 'none' } },
      rules: { HostsAreThere: { RuleCondition: isHosts, Assertions: [{ Assert, AssertDescription: 'No hosts.' }] } },
    },
  });
  const runsOn = async (RunsOn: string) => {
    const spec = { components: { task: { RunsOn } } };
    await ports.state.updateSpec(application, (record) => ({ ...record!, spec }));
    return acceptOperation(asked, { ...ports, catalogue });
  };
  const field = { pointer: '/components/task/RunsOn', message: 'No hosts.' };
  await expect(runsOn('hosts')).rejects.toMatchObject({ code: 'InvalidParameter', fields: [field] });
  expect((await ports.state.listOperations(application)).items).toEqual([]);
  expect(await runsOn('fargate')).toMatchObject({ kind: 'release' });
});
