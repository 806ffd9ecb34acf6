import { assertNever } from '../assert-never.ts';
import type { Live, Slot, Weights } from '../entities.ts';
import type { Difference, ObservedScope } from '../observation.ts';
import { own } from '../own.ts';
import { compareStacks, observedStatuses } from './compare-stacks.ts';
import type { RecordedApplication, RecordedRelease, RecordedTraffic } from './recorded.ts';
import type { WorldSnapshot } from './world-snapshot.ts';

const SLOTS: readonly Slot[] = ['one', 'two'];
/** CloudWatch's values may be of the time before the release went live. */
export const settlingSeconds = 300;

/** Everything in which AWS differs from what is recorded about an application (I8, I9, I12), and what serves. Pure. */
export function compareApplication(
  application: RecordedApplication,
  world: WorldSnapshot,
  liveSeconds: number,
): ObservedScope {
  const { scopeState, live, traffic } = application;
  const weights = traffic && observedWeights(traffic, world);
  const healthy = traffic && healthyTargets(traffic, world, liveSeconds);
  const running = live && observedRunning(live, world);
  const states = [scopeState, ...(live?.scopeState ? [live.scopeState] : [])];
  const differences = [
    ...states.flatMap((state) => compareStacks(state, world)),
    ...(traffic && scopeState.live ? compareRules(traffic, scopeState.live, world) : []),
    ...(live ? compareWorkload(live, world) : []),
    ...(healthy && weights && live ? compareHealth(weights, healthy) : []),
    ...(application.standby ? compareStandby(application.standby, world) : []),
  ];
  return {
    stacks: Object.assign({}, ...states.map((state) => observedStatuses(state, world))),
    ...(weights && { weights: [...weights] }),
    ...(healthy && Object.keys(healthy).length > 0 && { healthy }),
    ...(live && traffic && weights && { serves: servesInWords(application, weights, { differences, healthy }) }),
    ...(running && { running }),
    differences,
  };
}

/** Of each production rule that is there. */
function observedWeights({ ruleArns, groups }: RecordedTraffic, world: WorldSnapshot): readonly Weights[] {
  return ruleArns.flatMap((ruleArn) => {
    const rule = world.rules.get(ruleArn);
    return rule ? [{ one: own(rule, groups.one) ?? 0, two: own(rule, groups.two) ?? 0 }] : [];
  });
}

function compareRules(traffic: RecordedTraffic, live: Live, world: WorldSnapshot): readonly Difference[] {
  if (world.unread.has('rules')) return [];
  const missing = traffic.ruleArns.filter((ruleArn) => !world.rules.has(ruleArn));
  const other = observedWeights(traffic, world).find(({ one, two }) => !sharesTraffic({ one, two }, live.weights));
  return [
    ...missing.map((ruleArn) => ({
      code: 'rule-missing',
      message: `production listener rule ${ruleArn} no longer exists`,
    })),
    ...(world.rules.has(traffic.testRuleArn)
      ? []
      : [
          {
            code: 'test-rule-missing',
            message: `listener rule ${traffic.testRuleArn} of the test listener no longer exists`,
          },
        ]),
    ...(other
      ? [
          {
            code: 'weights',
            message: `a production rule sends ${inWords(other)}; recorded is ${inWords(live.weights)}`,
          },
        ]
      : []),
  ];
}

/** Weights are relative: 1 and 0 send the same as 100 and 0. */
function sharesTraffic(one: Weights, other: Weights): boolean {
  return one.one * (other.one + other.two) === other.one * (one.one + one.two) && one.one + one.two > 0;
}

function inWords({ one, two }: Weights): string {
  const sum = one + two;
  if (sum === 0) return 'no traffic';
  const parts = SLOTS.flatMap((slot) => {
    const weight = slot === 'one' ? one : two;
    return weight > 0 ? [`${Math.round((100 * weight) / sum)} % to slot ${slot}`] : [];
  });
  return parts.join(' and ');
}

function compareWorkload({ release, workload, name }: RecordedRelease, world: WorldSnapshot): readonly Difference[] {
  switch (workload.kind) {
    case 'service': {
      if (world.unread.has('services')) return [];
      const key = `${workload.cluster}/${name}`;
      const service = world.services.get(key);
      if (!service) {
        const message = `ECS service \`${name}\` of live release ${release.number} no longer exists`;
        return [{ code: 'service-missing', message }];
      }
      const others = world.unread.has('tasks') ? [] : otherDigests(release.digest, world.digests.get(key) ?? []);
      if (others.length > 0) {
        const message = `ECS service \`${name}\` runs ${others.join(', ')}, which is not the digest of release ${release.number}`;
        return [{ code: 'digest', message }];
      }
      return service.changing ? [] : compareRunning(name, service);
    }
    case 'scaling-group': {
      if (world.unread.has('scalingGroups')) return [];
      const group = world.scalingGroups.get(name);
      if (group) return compareRunning(name, group);
      const message = `Auto Scaling group \`${name}\` of live release ${release.number} no longer exists`;
      return [{ code: 'scaling-group-missing', message }];
    }
    case 'schedule': {
      if (world.unread.has('schedules') || world.schedules.has(`${workload.group}/${name}`)) return [];
      const message = `schedule \`${name}\` of live release ${release.number} is disabled or no longer exists`;
      return [{ code: 'schedule-off', message }];
    }
    default:
      return assertNever(workload);
  }
}

function otherDigests(digest: string, running: readonly string[]): readonly string[] {
  return [...new Set(running)].filter((other) => other !== digest);
}

function compareRunning(
  name: string,
  { desired, running }: { desired: number; running: number },
): readonly Difference[] {
  if (running >= desired) return [];
  if (running === 0)
    return [{ code: 'nothing-runs', message: `\`${name}\` runs nothing although ${desired} are desired` }];
  return [{ code: 'too-few-run', message: `\`${name}\` runs fewer than the ${desired} that are desired` }];
}

/** Less than one healthy target in a slot that receives traffic. */
function compareHealth(
  weights: readonly Weights[],
  healthy: NonNullable<ObservedScope['healthy']>,
): readonly Difference[] {
  const served = SLOTS.filter((slot) => weights.some((rule) => rule[slot] > 0));
  return served
    .filter((slot) => healthy[slot] === 0)
    .map((slot) => ({
      code: 'unhealthy',
      message: `slot ${slot} receives traffic and had no healthy target in the last minutes`,
    }));
}

function healthyTargets(
  { groups }: RecordedTraffic,
  world: WorldSnapshot,
  liveSeconds: number,
): NonNullable<ObservedScope['healthy']> {
  if (world.unread.has('healthyHosts') || liveSeconds < settlingSeconds) return {};
  return Object.fromEntries(
    SLOTS.flatMap((slot) => {
      const least = own(world.healthy, groups[slot]);
      return least === undefined ? [] : [[slot, least]];
    }),
  );
}

/** Only its absence: a standby may be scaled down. */
function compareStandby({ release, workload, name }: RecordedRelease, world: WorldSnapshot): readonly Difference[] {
  if (workload.kind !== 'service' || world.unread.has('services')) return [];
  if (world.services.has(`${workload.cluster}/${name}`)) return [];
  const message = `ECS service \`${name}\` of standby release ${release.number} no longer exists; a roll back places its digest again`;
  return [{ code: 'standby-missing', message }];
}

function observedRunning({ workload, name }: RecordedRelease, world: WorldSnapshot): ObservedScope['running'] {
  if (workload.kind === 'schedule') return undefined;
  const isService = workload.kind === 'service';
  const found = isService ? world.services.get(`${workload.cluster}/${name}`) : world.scalingGroups.get(name);
  if (!found) return undefined;
  const digests = isService ? [...new Set(world.digests.get(`${workload.cluster}/${name}`) ?? [])] : [];
  return { desired: found.desired, running: found.running, digests };
}

/** Differences of a live release that cannot answer. */
const BROKEN: ReadonlySet<string> = new Set(['service-missing', 'scaling-group-missing', 'nothing-runs']);

function servesInWords(
  { scopeState, live, standby }: RecordedApplication,
  weights: readonly Weights[],
  { differences, healthy }: Pick<ObservedScope, 'differences' | 'healthy'>,
): string {
  if (weights.length === 0) return 'no rule leads to the application: users get 404';
  const differs = (isMeant: (code: string) => boolean) => differences.some(({ code }) => isMeant(code));
  const isLiveBroken = differs((code) => BROKEN.has(code));
  const isStandbyBroken = differs((code) => code === 'standby-missing');
  const answers = SLOTS.filter((slot) => weights.some((rule) => rule[slot] > 0) && healthy?.[slot] !== 0).flatMap(
    (slot) => {
      const release = [live, standby].find((candidate) => candidate?.release.slot === slot)?.release;
      if (!release || (release.number === scopeState.live?.release ? isLiveBroken : isStandbyBroken)) return [];
      return [`release ${release.number} in slot ${slot}`];
    },
  );
  return answers.length === 0 ? 'nothing answers users' : `users are served by ${answers.join(' and ')}`;
}
