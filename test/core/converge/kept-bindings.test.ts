import { expect, test } from 'vitest';
import { withKeptBindings } from '../../../src/core/converge/kept-bindings.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import type { WantedStack } from '../../../src/core/plan/placement.ts';
import type { Snapshot } from '../../../src/core/plan/snapshot.ts';
import { ApplicationSpec } from '../../../src/core/spec/application-spec.ts';
import { wantedComponents } from '../../../src/core/spec/wanted-components.ts';
import { stackRecord } from '../../builders.ts';
import { smallCatalogue as catalogue } from '../templates.ts';

const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}`;
const environment = {
  ...newScopeState('environments/dev', '2026-11-20T12:00:00.000Z'),
  stacks: { mysql: stackRecord({ component: 'mysql' }) },
};

/** The main stack of an application with this spec, while a release of another one is live. */
function mainStack(asked: object, live: object, environmentNow = environment) {
  const [spec, released] = [ApplicationSpec.parse(asked), ApplicationSpec.parse(live)];
  const stacks = wantedComponents({ layer: 'application', spec }, catalogue) as unknown as WantedStack[];
  const snapshot = { parentOperations: [], environment: environmentNow, released: [released] } as unknown as Snapshot;
  return withKeptBindings(stacks, snapshot, catalogue).find(({ component }) => component.name === 'service');
}

test('what a live release reads stays readable after its spec named other secrets and components', () => {
  const live = { secrets: { OLD: secret('old') }, uses: ['mysql'] };
  expect(mainStack({ secrets: { NEW: secret('new') } }, live)).toMatchObject({
    uses: ['mysql'],
    secretArns: [secret('new'), secret('old')],
  });
});

test('what is there no more is not kept', () => {
  const live = { uses: ['mysql'], components: { bucket: {} } };
  expect(mainStack({}, live, { ...environment, stacks: {} as typeof environment.stacks })?.uses).toEqual([]);
  expect(mainStack({ components: { bucket: {} } }, live)?.uses).toEqual(['bucket', 'mysql']);
});

test('more secrets than a parameter takes, together with those of the live release, are refused', () => {
  const many = (prefix: string) =>
    Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${prefix.toUpperCase()}_${n}`, secret(`${prefix}${n}`)]));
  expect(() => mainStack({ secrets: many('new') }, { secrets: many('old') })).toThrow(
    expect.objectContaining({ code: 'InvalidRequest', message: expect.stringContaining('too many secrets') }),
  );
});
