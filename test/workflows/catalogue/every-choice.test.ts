import { expect, test } from 'vitest';
import type { Stage } from '../harness.ts';
import { stageOfFile } from '../stage-of-file.ts';
import { type Asking, componentsOf, tryChoices } from './choices.ts';

/** What a component cannot be without. */
const NEEDED: Readonly<Record<string, object>> = {
  'cdn-keys': { PublicKeyOne: `-----BEGIN PUBLIC KEY-----\n${'A'.repeat(392)}\n-----END PUBLIC KEY-----` },
  github: { Subjects: ['repo:example/shop:ref:refs/heads/main'] },
  https: { SetIdentifier: 'one' },
  zone: { DomainName: 'example.com' },
};
const NEEDED_BASE = { zone: NEEDED.zone, artifacts: {}, source: {} };

const BASE: Asking = {
  path: '/base',
  spec: (name, parameters) => ({
    applications: ['hello'],
    components: { ...NEEDED_BASE, [name]: { ...NEEDED[name], ...parameters } },
  }),
};
const ENVIRONMENT: Asking = {
  path: '/environments/dev',
  spec: (name, parameters) => ({
    ...(['domain', 'https'].includes(name) && { domain: 'dev.example.com' }),
    components: { [name]: { ...NEEDED[name], ...parameters } },
  }),
};
const APPLICATION: Asking = {
  path: '/environments/dev/applications/hello',
  spec: (name, parameters) => ({ components: { [name]: parameters } }),
};

let stage: Stage;

stageOfFile(async (opened) => {
  stage = opened;
  await stage.succeed('PUT', BASE.path, BASE.spec('zone', {}));
  await stage.succeed('PUT', ENVIRONMENT.path, { components: { mysql: { Profile: 'development' } } });
});

/** A network that is not there cannot be looked at; what an application is made of goes by its type. */
const WITHOUT = ['external', 'instances', 'job', 'service', 'static-site', 'worker'];

test.each([
  ['base', BASE],
  ['application', APPLICATION],
  ['environment', ENVIRONMENT],
])('every choice that a component of layer %s offers can be taken, and left again', (layer, asking) =>
  stage.drive(async () => {
    const problems: string[] = [];
    for (const name of await componentsOf(stage, layer, WITHOUT))
      problems.push(...(await tryChoices(stage, name, asking)));
    expect(problems).toEqual([]);
  }),
);
