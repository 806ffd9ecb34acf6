import { expect, test } from 'vitest';
import { withSwappedRoute } from '../../../src/core/converge/swap-route.ts';
import type { PlannedStack } from '../../../src/core/plan/plan.ts';
import { stackRecord } from '../../builders.ts';

type Values = Readonly<Record<string, string>>;

const slow = { RoutePath: '/shop/*', RouteHost: 'none', RulePriority: '6101' };
const wide = { RoutePath: '/*', RouteHost: 'none', RulePriority: '6451' };
const host = { RoutePath: '/*', RouteHost: 'shop.example.com', RulePriority: '1' };
const otherHost = { ...host, RouteHost: 'cart.example.com' };

const recorded = (parameters: Values, status = 'UPDATE_COMPLETE') =>
  stackRecord({ component: 'service', parameters, status });

function planned(parameters: Values, action: PlannedStack['action'] = 'update'): PlannedStack[] {
  const values = Object.entries({ OldRoute: 'none', ...parameters }).map(([name, value]) => [name, { value }]);
  const stack = { stackKey: 'service', component: 'service', action, parameters: Object.fromEntries(values) };
  return [stack, { stackKey: 'bucket', component: 'bucket', action: 'update', parameters: {} }] as PlannedStack[];
}

const updates = (stacks: readonly PlannedStack[]) =>
  stacks
    .filter(({ component }) => component === 'service')
    .map(({ stackKey, requires, parameters: { RoutePath, RouteHost, OldRoute, RulePriority } }) => {
      return [stackKey, requires, { RoutePath, RouteHost, OldRoute, RulePriority }];
    });

const values = (parameters: Values) =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, { value }]));

test.each([
  ['a path', slow, wide, '/shop/*', '6451'],
  ['a path of higher precedence', wide, slow, '/*', '6451'],
  ['a host', host, otherHost, 'shop.example.com', '1'],
])('%s that changes is added before the old one goes', (...[, before, after, old, priority]) => {
  const stacks = withSwappedRoute(planned(after), recorded(before));
  expect(updates(stacks)).toEqual([
    ['service', undefined, values({ ...after, OldRoute: old, RulePriority: priority })],
    ['service-route', ['service'], values({ ...after, OldRoute: 'none' })],
  ]);
});

test.each<[string, PlannedStack[], ReturnType<typeof recorded> | undefined]>([
  ['stays as it is', planned(slow), recorded(slow)],
  ['becomes a host', planned(host), recorded(slow)],
  ['was a host', planned(slow), recorded(host)],
  ['belongs to a new stack', planned(slow, 'create'), undefined],
  ['belongs to a stack that was never complete', planned(wide), recorded(slow, 'ROLLBACK_COMPLETE')],
  ['is not on record', planned(wide), recorded({})],
])('one update is enough for a route that %s', (_name, stacks, record) => {
  expect(withSwappedRoute(stacks, record)).toBe(stacks);
});
