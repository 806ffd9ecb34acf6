import type { Catalogue } from '../../../src/core/catalogue/catalogue.ts';
import type { ScopeState, StackRecord } from '../../../src/core/entities.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import type { Placement } from '../../../src/core/plan/placement.ts';
import type { PlannedStack } from '../../../src/core/plan/plan.ts';
import { planProvision } from '../../../src/core/plan/plan-provision.ts';
import { planRetire } from '../../../src/core/plan/plan-retire.ts';
import { stackRecord } from '../../builders.ts';

export const now = '2026-11-20T12:00:00.000Z';
export const scope = 'environments/dev';
export const placement: Placement = {
  scope: { layer: 'environment', environment: 'dev' },
  target: { account: '111122223333', region: 'eu-west-1' },
  platform: { Environment: { value: 'dev' } },
  tags: {},
  mode: 'standard',
};

/** The plan of an environment that wants these components, or all of its catalogue. */
export function provision(catalogue: Catalogue, scopeState?: ScopeState, wanted?: Wish): readonly PlannedStack[] {
  const names = Object.keys(wanted ?? {});
  const components = catalogue.components().filter(({ name }) => wanted === undefined || names.includes(name));
  return planProvision({
    operationId: 'op_1',
    installation: 'plinth',
    catalogue,
    wanted: components.map((component) => ({ component, values: wanted?.[component.name] ?? {}, uses: [], placement })),
    placement,
    scopeState,
    scopeStates: scopeState ? [scopeState] : [],
    allow: [],
  });
}

/** Parameters by component. */
export type Wish = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The scope state after every stack of a plan was changed. */
export function carriedOut(
  stacks: readonly PlannedStack[],
  catalogue: Catalogue,
  before: ScopeState = newScopeState(scope, now),
): ScopeState {
  const records: Record<string, StackRecord> = { ...before.stacks };
  for (const { component, action, stackName, templateHash, tags, data, parameters } of stacks) {
    if (action === 'delete') delete records[component];
    if (action === 'delete' || action === 'keep') continue;
    const values = Object.entries(parameters).map(([name, parameter]): [string, string] => {
      return [
        name,
        'value' in parameter
          ? parameter.value
          : 'from' in parameter
            ? `${parameter.from.component}.${parameter.from.output}`
            : '',
      ];
    });
    const names = Object.keys(catalogue.component(component)?.outputs ?? {});
    records[component] = stackRecord({
      component,
      stackName,
      templateHash,
      tags,
      data,
      parameters: Object.fromEntries(values),
      outputs: Object.fromEntries(names.map((name) => [name, `${component}.${name}`])),
    });
  }
  return { ...before, stacks: records };
}

/** The plan of its retirement. */
export function retire(
  catalogue: Catalogue,
  scopeState: ScopeState,
  data: 'keep' | 'delete' = 'keep',
): readonly PlannedStack[] {
  return planRetire({ catalogue, placement, scopeState, children: [], repositories: [], protected: false, data });
}
