import { expect, test } from 'vitest';
import { ApplicationSpec } from '../../../src/core/spec/application-spec.ts';
import { fieldChanges } from '../../../src/core/spec/field-changes.ts';

const before = ApplicationSpec.parse({ route: { path: '/shop/*' } });
const changesTo = (asked: Record<string, unknown>) =>
  fieldChanges(before, ApplicationSpec.parse({ route: { path: '/shop/*' }, ...asked }));

test('a spec that is asked for again changes no field', () => {
  expect(changesTo({})).toEqual([]);
});

test('what users notice comes first, and what waits for a release last', () => {
  const asked = { port: 9090, release: { bakeSeconds: 5 }, health: { path: '/up' }, route: { path: '/cart/*' } };
  expect(changesTo(asked)).toEqual([
    {
      field: 'route.path',
      before: '/shop/*',
      after: '/cart/*',
      takesEffect: 'swap',
      users: 'requests to /shop/* no longer reach the application once the change is complete',
    },
    { field: 'release.bakeSeconds', before: 60, after: 5, takesEffect: 'at-once' },
    { field: 'port', before: 8080, after: 9090, takesEffect: 'next-release' },
    { field: 'health.path', before: '/healthz', after: '/up', takesEffect: 'next-release' },
  ]);
});

test('neither variables nor secrets are repeated', () => {
  const changes = changesTo({ variables: { TOKEN: 'abc' } });
  expect(changes).toEqual([{ field: 'variables', takesEffect: 'next-release' }]);
});

test('a path that becomes a host is the loss of the path and the gain of the host', () => {
  expect(changesTo({ route: { host: 'shop.example.com' } })).toMatchObject([
    { field: 'route.path', before: '/shop/*', users: expect.stringContaining('/shop/*') },
    { field: 'route.host', after: 'shop.example.com' },
  ]);
});
