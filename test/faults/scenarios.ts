import type { OperationView } from '../../src/core/api/views/operation.ts';
import type { Stage } from '../workflows/harness.ts';
import { CRASHING, push } from '../workflows/images.ts';
import { provideApplication, provideLive } from '../workflows/scenes.ts';
import { versionOf } from '../workflows/users.ts';

/** Something that is asked for, again and again: how it went, and what has to be so afterwards. */
export interface Scenario {
  readonly name: string;
  /** The application whose users watch. */
  readonly application: string;
  readonly ask: (stage: Stage) => Promise<OperationView>;
  /** Of the failure that it ends with, also where nothing else goes wrong. */
  readonly error?: string;
}

const path = (name: string) => `environments/dev/applications/${name}`;
const WATCHED = path('watched');
const CHANGED = path('changed');
const FRAGILE = path('fragile');
const BRIEF = path('brief');

/** Provides what the scenarios change. */
export async function provideScenarios(stage: Stage): Promise<void> {
  const watched = { strategy: 'canary', steps: [{ percent: 50, seconds: 30 }], bakeSeconds: 30, approval: true };
  await provideLive(stage, WATCHED);
  await provideApplication(stage, WATCHED, { ...watched, smoke: [{ path: '/watched/', status: 200 }] });
  await provideLive(stage, CHANGED);
  await provideLive(stage, FRAGILE);
  await push(stage, 'fragile', { tag: 'broken', version: '3', behaviour: CRASHING });
}

/** The other one of two versions, by way of every gate. */
async function releaseOther(stage: Stage, application: string): Promise<OperationView> {
  const name = application.split('/').at(-1);
  const tag = (await versionOf(stage, application)) === 'version 1' ? '2' : '1';
  const operation = await stage.run('POST', `/${application}/releases`, { image: `${name}:${tag}` });
  if (operation.status !== 'waiting') return operation;
  const number = operation.waitingFor?.match(/\d+$/)?.[0];
  await stage.send('POST', `/${application}/releases/${number}/approval`, { body: { approved: true } });
  return stage.ended(operation.id);
}

/** Each asks for a change that there is something to do for, however often it is asked. */
let changes = 0;

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a release through every gate',
    application: WATCHED,
    ask: (stage) => releaseOther(stage, WATCHED),
  },
  {
    name: 'a release that changes its slot first',
    application: CHANGED,
    async ask(stage) {
      changes++;
      const body = { route: { path: '/changed/*' }, release: { bakeSeconds: 0, smoke: [] } };
      const put = await stage.run('PUT', `/${CHANGED}`, { ...body, health: { intervalSeconds: 10 + (changes % 200) } });
      return put.status === 'succeeded' ? releaseOther(stage, CHANGED) : put;
    },
  },
  {
    name: 'a release that cannot start',
    application: FRAGILE,
    ask: (stage) => stage.run('POST', `/${FRAGILE}/releases`, { image: 'fragile:broken' }),
    error: 'ReleaseFailed',
  },
  {
    name: 'a change of an environment',
    application: FRAGILE,
    ask: (stage) => stage.run('PUT', '/environments/dev', { owner: `team-${changes++}` }),
  },
  {
    name: 'an application that comes and goes with its data',
    application: FRAGILE,
    async ask(stage) {
      const put = await stage.run('PUT', `/${BRIEF}`, { route: { path: '/brief/*' }, components: { bucket: {} } });
      return put.status === 'succeeded' ? stage.run('DELETE', `/${BRIEF}?data=delete&confirm=brief`) : put;
    },
  },
  {
    name: 'a detection of drift',
    application: FRAGILE,
    ask: (stage) => stage.run('POST', '/environments/dev/drift', {}),
  },
];
