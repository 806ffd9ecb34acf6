import { ECRClient } from '@aws-sdk/client-ecr';
import { createClient } from '../../src/cli/client.ts';
import { bootPlinth, type LocalPlinth } from '../../src/cli/local/boot.ts';
import { buildImage } from '../../src/cli/local/build-image.ts';
import { EXAMPLE_APPLICATION, EXAMPLE_FOLDER, exampleScopes, exampleSteps } from '../../src/cli/local/example.ts';
import { pushImage } from '../../src/cli/local/push-image.ts';
import type { OperationView } from '../../src/cli/operation-view.ts';
import type { Session } from '../../src/cli/session.ts';

/** What one stretch of the main job took: modelled seconds, and the work that Plinth's own bill is made of. */
export interface Stretch {
  readonly seconds: number;
  readonly transitions: number;
  readonly invocations: number;
  readonly gigabyteSeconds: number;
}

export type Scenario = Readonly<
  Record<'zeroToProduction' | 'zeroToProductionExpress' | 'pushToProduction' | 'rollBack' | 'toggle', Stretch>
>;

type Mode = 'standard' | 'express';

interface Run {
  readonly plinth: LocalPlinth;
  readonly session: Session;
}

const OPERATION_LOOKS_MAX = 3_000;

/** Runs the main job on virtual time: nothing, production, a pushed image, back, and forth again; and the first part in Express mode. */
export async function runScenario(seed: number): Promise<Scenario> {
  const standard = await withPlinth(seed, async (run) => ({
    zeroToProduction: await zeroToProduction(run, 'standard'),
    pushToProduction: await measure(run.plinth, () => pushAndWait(run)),
    rollBack: await measure(run.plinth, () => act(run.session, 'rollback')),
    toggle: await measure(run.plinth, () => act(run.session, 'releases/2/toggle')),
  }));
  const zeroToProductionExpress = await withPlinth(seed, (run) => zeroToProduction(run, 'express'));
  return { ...standard, zeroToProductionExpress };
}

async function withPlinth<T>(seed: number, work: (run: Run) => Promise<T>): Promise<T> {
  const plinth = await bootPlinth({ clock: 'virtual', port: false, seed });
  const sleep = (seconds: number) => plinth.cloud.clock.sleep(seconds);
  const client = createClient({ api: plinth.api, fetch: plinth.transport.fetch, sleep });
  const silent = { data() {}, say() {}, draw() {}, settle() {} };
  try {
    return await work({ plinth, session: { client, terminal: silent, json: false, detach: false } });
  } finally {
    await plinth.cloud.stop();
  }
}

/** Everything is asked for at once and in this mode; measured until the release has ended. */
function zeroToProduction({ plinth, session }: Run, mode: Mode): Promise<Stretch> {
  const scopes = exampleScopes().map(({ scope, spec }) => ({ scope, spec: { ...spec, mode } }));
  const steps = exampleSteps(plinth, session, scopes).filter(({ name }) => name !== 'release hello:2');
  return measure(plinth, async () => {
    for (const step of steps) await step.run();
  });
}

async function measure(plinth: LocalPlinth, work: () => Promise<void>): Promise<Stretch> {
  const { clock } = plinth.cloud;
  const [before, startedMs] = [await usage(plinth), clock.now()];
  await clock.drive(work());
  const seconds = (clock.now() - startedMs) / 1000;
  const after = await usage(plinth);
  return {
    seconds,
    transitions: after.transitions - before.transitions,
    invocations: after.invocations - before.invocations,
    gigabyteSeconds: after.gigabyteSeconds - before.gigabyteSeconds,
  };
}

async function usage({ cloud, transport }: LocalPlinth): Promise<Omit<Stretch, 'seconds'>> {
  const page = async <T>(name: string) =>
    (await (await transport.fetch(`${cloud.endpoint}/_cloud/${name}`)).json()) as T;
  const { transitions } = await page<{ transitions: number }>('states');
  const { functions } = await page<{ functions: Record<string, Omit<Stretch, 'seconds' | 'transitions'>> }>('lambda');
  // The API's function is left out: how often it runs says how often the bench looked.
  const own = Object.entries(functions).filter(([arn]) => !arn.endsWith(':plinth-api'));
  const sum = (figure: 'invocations' | 'gigabyteSeconds') =>
    own.reduce((total, [, statistics]) => total + statistics[figure], 0);
  return { transitions, invocations: sum('invocations'), gigabyteSeconds: sum('gigabyteSeconds') };
}

/** A pushed image starts a release without a request. */
async function pushAndWait({ plinth, session }: Run): Promise<void> {
  const image = buildImage(EXAMPLE_FOLDER, { VERSION: '2' });
  await pushImage(new ECRClient(plinth.aws), 'hello', { image, tag: 'main-2' });
  for (let looks = 0; looks < OPERATION_LOOKS_MAX; looks++) {
    const { body } = await session.client.request<{ items: OperationView[] }>('GET', '/operations', {
      query: { scope: EXAMPLE_APPLICATION },
    });
    const [newest] = body.items;
    if (newest?.kind === 'release' && newest.status === 'failed') throw new Error(newest.error?.message);
    if (newest?.trigger === 'image-pushed' && newest.done) return;
    await session.client.sleep(0.25);
  }
  throw new Error('the pushed image was not released');
}

async function act(session: Session, action: string): Promise<void> {
  const { body } = await session.client.request<OperationView>('POST', `/${EXAMPLE_APPLICATION}/${action}`, {
    body: {},
  });
  for (let looks = 0; looks < OPERATION_LOOKS_MAX; looks++) {
    const { body: now } = await session.client.request<OperationView>('GET', `/operations/${body.id}`);
    if (now.error !== null) throw new Error(now.error.message);
    if (now.done) return;
    await session.client.sleep(0.25);
  }
  throw new Error(`${action} did not end`);
}
