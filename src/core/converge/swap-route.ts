import type { StackRecord } from '../entities.ts';
import { own } from '../own.ts';
import type { PlannedStack } from '../plan/plan.ts';
import { isUsable } from '../plan/stack-record.ts';

interface Route {
  readonly path: string;
  /** `none`: it is routed by path alone. */
  readonly host: string;
  readonly priority: number;
}

/**
 * The stacks of a plan in which the route of an application changes: its listener rules match the new route and the old one at
 * first, and a second update takes the old one away. One rule cannot match a path or a host, so from one to the other they move in
 * one step. While both match, the rules keep the lower precedence of the two, so that they take no requests of other
 * applications. Pure.
 */
export function withSwappedRoute(
  stacks: readonly PlannedStack[],
  record: StackRecord | undefined,
): readonly PlannedStack[] {
  const main = stacks.find(({ component }) => component === record?.component);
  const before = record && recordedRoute(record);
  const after = main?.action === 'update' ? plannedRoute(main) : undefined;
  if (!main || !before || !after) return stacks;
  const old = replaced(before, after);
  if (old === undefined) return stacks;
  const priority = String(Math.max(before.priority, after.priority));
  const parameters = { ...main.parameters, OldRoute: { value: old }, RulePriority: { value: priority } };
  const { restores: _, awaits: __, ...last } = main;
  const removal: PlannedStack = {
    ...last,
    stackKey: `${main.stackKey}-route`,
    requires: [main.stackKey],
    description: `Take the route ${old} away`,
  };
  return [...stacks.map((stack) => (stack === main ? { ...main, parameters } : stack)), removal];
}

function recordedRoute(record: StackRecord): Route | undefined {
  return isUsable(record) ? routeOf((name) => own(record.parameters, name)) : undefined;
}

function plannedRoute({ parameters }: PlannedStack): Route | undefined {
  if (!own(parameters, 'OldRoute')) return undefined;
  return routeOf((name) => {
    const planned = own(parameters, name);
    return planned && 'value' in planned ? planned.value : undefined;
  });
}

function routeOf(value: (name: string) => string | undefined): Route | undefined {
  const [path, host, priority] = [value('RoutePath'), value('RouteHost'), value('RulePriority')];
  if (path === undefined || host === undefined || priority === undefined) return undefined;
  return { path, host, priority: Number(priority) };
}

/** The path or host that another one of its kind takes the place of. */
function replaced(before: Route, after: Route): string | undefined {
  if (before.host === 'none' && after.host === 'none') return before.path === after.path ? undefined : before.path;
  const isHost = before.host !== 'none' && after.host !== 'none';
  return isHost && before.host !== after.host ? before.host : undefined;
}
