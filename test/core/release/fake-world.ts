import type { Operation, OperationKind, Weights } from '../../../src/core/entities.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import type { ObservedWorkload, ScheduleState } from '../../../src/core/ports/index.ts';
import { awaitHealthy } from '../../../src/core/release/await-healthy.ts';
import { diagnoseRelease } from '../../../src/core/release/diagnose-release.ts';
import { place } from '../../../src/core/release/place.ts';
import { recordRelease } from '../../../src/core/release/record-release.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { settleRelease } from '../../../src/core/release/settle-release.ts';
import { shift } from '../../../src/core/release/shift.ts';
import { shiftBack } from '../../../src/core/release/shift-back.ts';
import { smoke } from '../../../src/core/release/smoke.ts';
import { verifyRelease } from '../../../src/core/release/verify-release.ts';
import { watchTraffic } from '../../../src/core/release/watch-traffic.ts';
import { releaseComponent } from '../../../src/core/spec/wanted-components.ts';
import { type FakePorts, fakePorts } from '../../fakes/index.ts';
import { type FakeStacks, fakeStack, fakeStacks } from '../stack/fake-stacks.ts';
import { catalogueOf } from '../templates.ts';

export const application = 'environments/dev/applications/hello';
const now = '2026-11-20T12:00:00.000Z';

/** Types of applications that the small world knows. */
export type Type = 'web' | 'worker' | 'job';

export interface World {
  readonly ports: FakePorts;
  readonly stacks: FakeStacks;
  /** Component of the releases' stacks. */
  readonly component: string;
  /** Schedules by name. */
  readonly schedules: Map<string, ScheduleState>;
  /** ECS services by name. */
  readonly services: Map<string, ObservedWorkload>;
  /** Healthy targets by target group. */
  readonly healthy: Record<string, number>;
  /** Real weights of each production rule. */
  readonly rules: Record<string, Weights>;
  readonly log: string[];
  /** States of alarms that are not OK. */
  readonly alarms: Record<string, 'ALARM' | 'INSUFFICIENT_DATA'>;
  /** Tags of every repository, besides the images 1 to 9. */
  readonly tags: Record<string, { readonly digest: string; readonly pushedAt: Date }>;
  /** What the test listener answers. */
  answer: { status: number; body: string };
  /** How the one-off task stands. */
  migration: { stopped: boolean; exitCode?: number } | undefined;
}

/** A small world: an environment, an application that was provisioned, images 1 to 9, and nothing released. */
export async function world(release: Readonly<Record<string, unknown>> = {}, type: Type = 'web'): Promise<World> {
  const services: World['services'] = new Map();
  const healthy: World['healthy'] = { 'group-one': 0, 'group-two': 0 };
  const rules: World['rules'] = { http: { one: 100, two: 0 }, https: { one: 100, two: 0 }, test: { one: 0, two: 100 } };
  const stacks = fakeStacks();
  const { log } = stacks;
  const schedules: World['schedules'] = new Map();
  const made: Omit<World, 'ports'> = {
    stacks,
    component: releaseComponent(type) ?? '',
    schedules,
    services,
    healthy,
    rules,
    log,
    alarms: {},
    tags: {},
    answer: { status: 200, body: 'ok' },
    migration: { stopped: true, exitCode: 0 },
  };
  const ports = fakePorts({
    stacks,
    catalogue: catalogueOf({
      service: { layer: 'application', outputs: ['LogGroupName'] },
      task: { layer: 'release', requires: ['service'], parameters: { Image: {}, Slot: {}, LogGroupName: {}, Cpu: {} } },
      worker: { layer: 'application', outputs: ['LogGroupName'] },
      'worker-task': { layer: 'release', requires: ['worker'], parameters: { Image: {}, LogGroupName: {} } },
      job: { layer: 'application', outputs: ['ScheduleGroupName'] },
      'job-task': { layer: 'release', requires: ['job'], parameters: { Image: {}, ScheduleGroupName: {} } },
    }),
    images: {
      tagged: async () => Object.entries(made.tags).map(([tag, image]) => ({ tag, ...image })),
      resolve: async (_, repository, reference) => {
        const known =
          'tag' in reference
            ? made.tags[reference.tag]
            : Object.values(made.tags).find(({ digest }) => digest === reference.digest);
        if (known) return { ...known, uri: `registry/${repository}@${known.digest}` };
        const tag = 'tag' in reference ? reference.tag : reference.digest.replace('sha256:', '');
        return /^[1-9]$/.test(tag)
          ? { digest: `sha256:${tag}`, uri: `registry/${repository}@sha256:${tag}` }
          : undefined;
      },
    },
    loadBalancing: {
      weights: async (_, rule) => ({ 'group-one': rules[rule]!.one, 'group-two': rules[rule]!.two }),
      shift: async (_, ruleArns, __, weights) => {
        if (!ruleArns.includes('test')) log.push(`shift ${weights.one}/${weights.two}`);
        for (const rule of ruleArns) rules[rule] = weights;
      },
      health: async (_, group) => ({ healthy: healthy[group] ?? 0, total: healthy[group] ?? 0, failing: 0 }),
    },
    workloads: {
      observe: async ({ workload }, name) => {
        const scheduleState = schedules.get(name);
        if (workload.kind !== 'schedule') return services.get(name);
        return scheduleState && { desired: 0, running: 0, digests: [], stops: [], scheduleState };
      },
      scale: async (_, name, desired) => {
        log.push(`${name} wants ${desired}`);
        services.set(name, { ...services.get(name)!, desired });
      },
      setScheduleState: async (_, { name }, state) => {
        log.push(`${name} ${state}`);
        schedules.set(name, state);
      },
      runTask: async () => 'arn:task',
      findTask: async () => undefined,
      observeTask: async () => made.migration,
      stopTask: async (_, __, taskArn) => void log.push(`stop ${taskArn}`),
    },
    alarms: { states: async (_, names) => names.map((name) => ({ name, state: made.alarms[name] ?? 'OK' })) },
    logs: { tail: async () => ['listening on 8080', 'cannot reach the database'] },
    probe: { get: async () => made.answer },
  });
  await provision(ports, { type, release });
  return Object.assign(made, { ports });
}

interface Provisioned {
  readonly type: Type;
  readonly release: Readonly<Record<string, unknown>>;
}

async function provision({ state }: FakePorts, { type, release }: Provisioned): Promise<void> {
  const spec = (scope: string, body: Record<string, unknown>) =>
    state.updateSpec(scope, () => ({ scope, spec: body, updatedBy: 'ann', updatedAt: now, version: 0 }));
  await spec('environments/dev', {});
  const schedule = type === 'job' && { schedule: 'rate(1 hour)' };
  const count = { min: 1, max: 6 };
  await spec(application, { type, count, ...schedule, release: { bakeSeconds: 0, smoke: [], ...release } });
  await state.updateScopeState('base', () => newScopeState('base', now));
  await state.updateScopeState('environments/dev', () => ({
    ...newScopeState('environments/dev', now),
    status: 'ready',
    stacks: {
      cluster: record('cluster', { ClusterName: 'plinth-dev' }),
      egress: record('egress', { TaskSubnets: 'subnet-1,subnet-2', AssignPublicIp: 'ENABLED' }),
      'load-balancer': record('load-balancer', { LoadBalancerDns: 'lb.local', TestPort: '9000' }),
    },
  }));
  await state.updateScopeState(application, () => ({
    ...newScopeState(application, now),
    status: 'ready',
    stacks: mainStack(type),
  }));
}

function mainStack(type: Type): Record<string, ReturnType<typeof record>> {
  const common = { LogGroupName: '/plinth/dev/hello', TaskSecurityGroup: 'sg-1' };
  if (type === 'worker') return { worker: record('worker', common) };
  if (type === 'job') return { job: record('job', { ...common, ScheduleGroupName: 'hello-schedules' }) };
  const service = record('service', {
    ...common,
    TargetGroupOneArn: 'group-one',
    TargetGroupTwoArn: 'group-two',
    ProductionRuleArns: 'http,https',
    TestRuleArn: 'test',
    AlarmNameOne: 'errors-one',
    AlarmNameTwo: 'errors-two',
  });
  return { service };
}

function record(component: string, outputs: Record<string, string>) {
  return {
    component,
    stackName: `plinth--dev--${component}`,
    stackId: `arn:${component}`,
    status: 'CREATE_COMPLETE',
    templateHash: '',
    parameters: {},
    outputs,
    tags: {},
    data: false,
    updatedAt: now,
  };
}

/** An operation that runs and holds the application's lock. */
export async function begin(
  { ports }: World,
  id: string,
  { kind, request }: { readonly kind: OperationKind; readonly request: Record<string, unknown> },
): Promise<void> {
  const running: Operation = {
    id,
    status: 'running',
    kind,
    scope: application,
    planOnly: false,
    request,
    requestedBy: 'ann',
    trigger: 'api',
    requestHash: '',
    createdAt: now,
    startedAt: now,
    executionArn: ports.workflows.executionArn('release', id),
    fence: 1,
    steps: [],
    version: 0,
  };
  await ports.state.createOperation(running);
  const holder = { operationId: id, fence: 1, by: 'ann', since: now };
  await ports.state.updateScopeState('environments/dev', (scopeState) => {
    return { ...scopeState!, lock: { holders: { hello: holder }, fence: 1 } };
  });
}

/** The tasks of a placed release run and are healthy, and its stack is done. */
export async function start(world: World, id: string, number: number): Promise<void> {
  await startTasks(world, number);
  const stack = record(world.component, { TaskDefinitionArn: `definition-${number}` });
  await world.ports.state.putDocument(id, `result/${world.component}`, { status: 'present', record: stack });
}

/** The same while its stack is under way. */
export async function startTasks(
  { ports, stacks, component, schedules, services, healthy }: World,
  number: number,
): Promise<void> {
  const release = await ports.state.readRelease(application, number);
  if (!release) throw new Error(`release ${number} was not placed`);
  const tags = { 'plinth:scope': `${application}/releases/${number}` };
  stacks.byName.set(release.stackName, fakeStack('CREATE_COMPLETE', { stackId: release.stackName, tags }));
  if (component === 'job-task') schedules.set(`hello-${number}`, 'DISABLED');
  else services.set(`hello-${number}`, view(release.digest));
  healthy[`group-${release.slot}`] = 1;
}

export function view(digest: string): ObservedWorkload {
  return { desired: 1, running: 1, digests: [digest], stops: [] };
}

/** Runs a release operation as its machine does, with every task healthy at once. Answers the operation's status. */
export async function runRelease(world: World, id: string): Promise<string> {
  const { ports } = world;
  const step = { operationId: id };
  try {
    const resolved = await resolve(step, ports);
    if (resolved.entry === 'place') {
      await place(step, ports);
      await start(world, id, (await latest(world))!);
      await finishLeaving(world, id);
      await awaitHealthy({ ...step, taskToken: `token-${id}` }, ports);
      if (resolved.gates.smoke) await smoke(step, ports);
    }
    if (resolved.entry === 'place' || resolved.entry === 'shift') {
      for (let index = 0; ; index++) {
        const shifted = await shift({ ...step, step: index }, ports);
        if (shifted.next === 'bake') await bakeThrough(world, id);
        if (shifted.next !== 'watch') break;
      }
      await recordRelease({ ...step, taskToken: `record-${id}` }, ports);
      await verifyRelease(step, ports);
    }
    return (await settleRelease(step, ports)).status;
  } catch (error) {
    const failed = { ...step, error: { Error: (error as Error).name, Cause: (error as Error).message } };
    await shiftBack(failed, ports);
    await diagnoseRelease(failed, ports);
    return (await settleRelease(failed, ports)).status;
  }
}

async function bakeThrough({ ports }: World, id: string): Promise<void> {
  ports.time.advance(3600);
  await watchTraffic({ operationId: id }, ports);
}

/** What has to leave the slot leaves it. */
async function finishLeaving({ ports, component, services }: World, id: string): Promise<void> {
  const { stacks } = (await ports.state.readDocument(id, 'plan')) as { stacks: { stackKey: string }[] };
  for (const { stackKey } of stacks.filter((stack) => stack.stackKey !== component)) {
    services.delete(`hello-${stackKey.slice(`${component}-`.length)}`);
    await ports.state.putDocument(id, `result/${stackKey}`, { status: 'absent', retained: [] });
  }
}

async function latest({ ports }: World): Promise<number | undefined> {
  return (await ports.state.readScopeState(application))?.lastRelease;
}

/** Releases an image from acceptance to its end. */
export async function release(world: World, id: string, image: string): Promise<string> {
  await begin(world, id, { kind: 'release', request: { image } });
  return runRelease(world, id);
}
