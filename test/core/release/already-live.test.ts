import { describe, expect, test } from 'vitest';
import { approve } from '../../../src/core/release/approve.ts';
import { isAlreadyLive, type LiveSnapshot } from '../../../src/core/release/decide-already-live.ts';
import { place } from '../../../src/core/release/place.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { settleRelease } from '../../../src/core/release/settle-release.ts';
import { ApplicationSpec } from '../../../src/core/spec/application-spec.ts';
import { readPlannedStack } from '../../../src/core/stack/stack-work.ts';
import { application, begin, type World } from './fake-world.ts';
import { two } from './scenes.ts';

const spec = ApplicationSpec.parse({ variables: { GREETING: 'hi' } });
const container = { variables: { GREETING: 'hi' }, secrets: {} };
const same: LiveSnapshot = {
  live: { digest: 'sha256:1', spec: { variables: { GREETING: 'hi' } } },
  digest: 'sha256:1',
  spec,
  stacks: [{ action: 'keep' }],
  containerBefore: container,
  container,
  attention: undefined,
  health: { kind: 'healthy' },
};
const attention = {
  kind: 'degraded',
  by: 'sweep',
  codes: [],
  reason: '',
  since: '2026-11-20T12:00:00.000Z',
  commands: [],
} as const;

describe('what was asked for again', () => {
  test.each<[string, Partial<LiveSnapshot>]>([
    ['is the same digest with the same settings', {}],
    ['goes live otherwise now', { spec: ApplicationSpec.parse({ ...spec, release: { bakeSeconds: 9 } }) }],
  ])('is already live when it %s', (_, difference) => {
    expect(isAlreadyLive({ ...same, ...difference })).toBe(true);
  });

  test.each<[string, Partial<LiveSnapshot>]>([
    ['is another digest', { digest: 'sha256:2' }],
    ['has another size', { spec: ApplicationSpec.parse({ ...spec, memory: 1024 }) }],
    ['is reached on another port', { spec: ApplicationSpec.parse({ ...spec, port: 9090 }) }],
    ['was placed before specs were kept', { live: { digest: 'sha256:1' } }],
    ['has a stack with other parameters or another template', { stacks: [{ action: 'keep' }, { action: 'update' }] }],
    ['gets another address from what it uses', { container: { ...container, variables: { GREETING: 'ho' } } }],
    ['was started with what is not on record', { containerBefore: undefined }],
    ['is marked', { attention: { ...attention, codes: [], commands: [] } }],
    ['is unhealthy', { health: { kind: 'unhealthy', reason: '' } }],
    ['does not run in full', { health: { kind: 'starting', wakeBy: 'poll', reason: '' } }],
  ])('is released when it %s', (_, difference) => {
    expect(isAlreadyLive({ ...same, ...difference })).toBe(false);
  });
});

/** Release 1 is standby, and release 2 live, with its stack recorded as it was planned. */
async function recorded(): Promise<World> {
  const here = await two();
  const scope = `${application}/releases/2`;
  const planned = await readPlannedStack({ operationId: 'op_2', stackKey: 'task' }, here.ports);
  const { templateHash, tags } = planned;
  const parameters = Object.fromEntries(
    Object.entries(planned.parameters).flatMap(([name, value]) => ('value' in value ? [[name, value.value]] : [])),
  );
  await here.ports.state.updateScopeState(scope, (now) => {
    return { ...now!, stacks: { task: { ...now!.stacks.task!, parameters, templateHash, tags } } };
  });
  return here;
}

async function again(here: World, image: string): Promise<object> {
  await begin(here, 'op_9', { kind: 'release', request: { image } });
  here.log.length = 0;
  const { entry } = await resolve({ operationId: 'op_9' }, here.ports);
  if (entry !== 'done') return { entry };
  await settleRelease({ operationId: 'op_9' }, here.ports);
  const operation = await here.ports.state.readOperation('op_9');
  return operation?.status === 'succeeded' ? operation.result : { status: operation?.status };
}

describe('the live digest, released again', () => {
  test('starts nothing, and the operation says which release is live', async () => {
    const here = await recorded();
    expect(await again(here, 'hello:2')).toEqual({
      changed: false,
      outcome: 'already live',
      release: 2,
      image: 'hello:2',
      digest: 'sha256:2',
      slot: 'one',
      weights: { one: 100, two: 0 },
    });
    expect(here.log).toEqual([]);
    expect((await here.ports.state.readScopeState(application))?.lastRelease).toBe(2);
    expect((await here.ports.state.readRelease(application, 1))?.status).toBe('standby');
  });

  test('is placed once its settings differ', async () => {
    const here = await recorded();
    await here.ports.state.updateSpec(application, (now) => ({ ...now!, spec: { ...now!.spec, memory: 1024 } }));
    expect(await again(here, 'hello:2')).toEqual({ entry: 'place' });
  });

  test('is placed when its targets are not healthy', async () => {
    const here = await recorded();
    here.healthy['group-one'] = 0;
    expect(await again(here, 'hello:2')).toEqual({ entry: 'place' });
  });

  test('ends the wait of another release for its approval: what was asked for last counts', async () => {
    const here = await recorded();
    await here.ports.state.updateSpec(application, (now) => {
      return { ...now!, spec: { ...now!.spec, release: { bakeSeconds: 0, smoke: [], approval: true } } };
    });
    await begin(here, 'op_3', { kind: 'release', request: { image: 'hello:3' } });
    await resolve({ operationId: 'op_3' }, here.ports);
    await place({ operationId: 'op_3' }, here.ports);
    await approve({ operationId: 'op_3', taskToken: 'approval' }, here.ports);
    expect(await again(here, 'hello:2')).toMatchObject({ outcome: 'already live', release: 2 });
    expect(here.ports.workflows.answers).toContainEqual({ taskToken: 'approval', answer: 'fail', error: 'Superseded' });
  });
});
