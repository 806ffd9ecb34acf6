import type { ListedStack, Ports } from '../ports/index.ts';
import type { RecordedEnvironment, RecordedRelease } from './recorded.ts';
import type { WorldPart, WorldSnapshot } from './world-snapshot.ts';

type Listed = { readonly stacks: readonly ListedStack[] } | { readonly refused: string };

/** Reads from AWS all that is recorded of an environment, in bulk. A part that cannot be read is noted, and the others are read. */
export async function readWorld(
  { target, applications }: Pick<RecordedEnvironment, 'target' | 'applications'>,
  listed: Listed,
  ports: Pick<Ports, 'world' | 'log'>,
): Promise<WorldSnapshot> {
  const { world, log } = ports;
  const unread = new Map<WorldPart, string>();
  if ('refused' in listed) unread.set('stacks', listed.refused);
  const part = async <T>(name: WorldPart, isNeeded: boolean, otherwise: T, read: () => Promise<T>): Promise<T> => {
    if (!isNeeded) return otherwise;
    try {
      return await read();
    } catch (error) {
      unread.set(name, error instanceof Error ? error.message : String(error));
      log.warn(`the sweep could not read ${name}`, { error });
      return otherwise;
    }
  };
  const traffic = applications.flatMap((application) => application.traffic ?? []);
  const ruleArns = traffic.flatMap((one) => [...one.ruleArns, one.testRuleArn]);
  const groups = traffic.flatMap(({ groups: { one, two }, testRuleArn }) =>
    [one, two].map((groupArn) => ({ groupArn, loadBalancer: loadBalancerOf(testRuleArn) })),
  );
  const releases = applications.flatMap(({ live, standby }) => [
    ...(live ? [live] : []),
    ...(standby ? [standby] : []),
  ]);
  const clusters = servicesByCluster(releases);
  const scalingGroups = releases.filter(({ workload }) => workload.kind === 'scaling-group').map(({ name }) => name);
  const hasSchedules = releases.some(({ workload }) => workload.kind === 'schedule');
  const [rules, services, tasks, healthy, schedules, foundGroups] = await Promise.all([
    part('rules', ruleArns.length > 0, [], () => world.rules(target, [...new Set(ruleArns.map(listenerOf))])),
    part('services', clusters.size > 0, [], () =>
      ofClusters(clusters, async (cluster, names) => {
        const found = await world.services(target, cluster, names);
        return found.map((service) => [`${cluster}/${service.name}`, service] as const);
      }),
    ),
    part('tasks', clusters.size > 0, [], () =>
      ofClusters(clusters, async (cluster) => {
        const found = await world.tasks(target, cluster);
        return found.map(({ service, digests }) => [`${cluster}/${service}`, digests] as const);
      }),
    ),
    part('healthyHosts', groups.length > 0, {}, () => world.healthyHosts(target, groups)),
    part('schedules', hasSchedules, [], () => world.enabledSchedules(target)),
    part('scalingGroups', scalingGroups.length > 0, [], () => world.scalingGroups(target, scalingGroups)),
  ]);
  return {
    stacks: new Map(('stacks' in listed ? listed.stacks : []).map((stack) => [stack.stackId, stack])),
    rules: new Map(rules.map(({ ruleArn, weights }) => [ruleArn, weights])),
    services: new Map(services),
    digests: merged(tasks),
    healthy,
    schedules: new Set(schedules),
    scalingGroups: new Map(foundGroups.map((group) => [group.name, group])),
    unread,
  };
}

function servicesByCluster(releases: readonly RecordedRelease[]): ReadonlyMap<string, readonly string[]> {
  const clusters = new Map<string, string[]>();
  for (const { workload, name } of releases) {
    if (workload.kind !== 'service') continue;
    clusters.set(workload.cluster, [...(clusters.get(workload.cluster) ?? []), name]);
  }
  return clusters;
}

async function ofClusters<T>(
  clusters: ReadonlyMap<string, readonly string[]>,
  read: (cluster: string, names: readonly string[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const found: T[] = [];
  for (const [cluster, names] of clusters) found.push(...(await read(cluster, names)));
  return found;
}

function merged(entries: readonly (readonly [string, readonly string[]])[]): ReadonlyMap<string, readonly string[]> {
  const digests = new Map<string, readonly string[]>();
  for (const [key, more] of entries) digests.set(key, [...(digests.get(key) ?? []), ...more]);
  return digests;
}

/** `arn:...:listener-rule/app/<name>/<id>/<listener>/<rule>` belongs to `arn:...:listener/app/<name>/<id>/<listener>`. */
function listenerOf(ruleArn: string): string {
  return ruleArn.replace(':listener-rule/', ':listener/').split('/').slice(0, -1).join('/');
}

/** As CloudWatch names it: `app/<name>/<id>`. */
function loadBalancerOf(ruleArn: string): string {
  return ruleArn.split('/').slice(1, 4).join('/');
}
