import type { Operation, ScopeState } from '../entities.ts';
import { own } from '../own.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { isMainComponent } from '../spec/wanted-components.ts';

type StatePort = Pick<Ports, 'state'>;

/** After a scope was retired: its spec goes, and what it had claimed of its parents, unless stacks that stayed need it. */
export async function dropClaims(operation: Operation, ports: StatePort): Promise<void> {
  await ports.state.updateSpec(operation.scope, () => undefined);
  const scope = parseScope(operation.scope);
  const scopeState = await ports.state.readScopeState(operation.scope);
  if (scope?.layer === 'environment') {
    const isLeft = (component: string) => own(scopeState?.stacks ?? {}, component) !== undefined;
    await change('base', ports, (base) => ({
      ...base,
      networks: isLeft('network') ? base.networks : without(base.networks, scope.environment),
      domains: isLeft('domain') ? base.domains : without(base.domains, scope.environment),
    }));
  }
  if (scope?.layer === 'application' && !Object.keys(scopeState?.stacks ?? {}).some(isMainComponent)) {
    await change(`environments/${scope.environment}`, ports, (environment) => {
      const { rulePriorities, routes } = environment;
      return {
        ...environment,
        rulePriorities: without(rulePriorities, scope.application),
        routes: without(routes, scope.application),
      };
    });
  }
}

async function change(scope: string, ports: StatePort, decide: (scopeState: ScopeState) => ScopeState): Promise<void> {
  const found = await ports.state.readScopeState(scope);
  if (found) await ports.state.updateScopeState(scope, (scopeState) => decide(scopeState ?? found));
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  const { [key]: _, ...rest } = record;
  return rest;
}
