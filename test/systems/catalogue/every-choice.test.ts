import { expect, test } from 'vitest';
import type { Stage } from '../../workflows/harness.ts';
import { stageOfFile } from '../../workflows/stage-of-file.ts';
import { type Asking, choicesOf, tryChoices } from './choices.ts';

/** What a component cannot be without. */
const NEEDED: Readonly<Record<string, object>> = {
  'cdn-keys': { PublicKeyOne: `-----BEGIN PUBLIC KEY-----\n${'A'.repeat(392)}\n-----END PUBLIC KEY-----` },
  github: { Subjects: ['repo:example/shop:ref:refs/heads/main'] },
  https: { SetIdentifier: 'one' },
  registry: { ReplicaRegion: 'eu-central-1' },
  zone: { DomainName: 'example.com' },
};
const NEEDED_BASE = { zone: NEEDED.zone, artifacts: {}, source: {} };

const BASE: Asking = {
  path: '/base',
  spec: (components) => ({ applications: ['hello'], components: { ...NEEDED_BASE, ...needed(components) } }),
};
const ENVIRONMENT: Asking = {
  path: '/environments/dev',
  spec: (components) => ({ domain: 'dev.example.com', components: needed(components) }),
};
const APPLICATION: Asking = {
  path: '/environments/dev/applications/hello',
  spec: (components) => ({ components }),
};

function needed(components: Readonly<Record<string, object>>): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(components).map(([name, parameters]) => [name, { ...NEEDED[name], ...parameters }]),
  );
}

let stage: Stage;

stageOfFile(async (opened) => {
  stage = opened;
  await stage.succeed('PUT', BASE.path, BASE.spec({}));
  await stage.succeed('PUT', ENVIRONMENT.path, { components: { mysql: { Profile: 'development' } } });
});

/** A network that is not there cannot be looked at; what an application is made of goes by its type. */
const WITHOUT = ['external', 'instances', 'job', 'service', 'static-site', 'worker'];

test.each([
  ['environment', ENVIRONMENT],
  ['application', APPLICATION],
  ['base', BASE],
])('every choice that a component of layer %s offers can be taken, and left again', (layer, asking) =>
  stage.drive(async () => {
    expect(await tryChoices(stage, await choicesOf(stage, layer, WITHOUT), asking)).toEqual([]);
  }),
);
