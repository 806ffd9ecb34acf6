import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { PLATFORM_VARIABLES } from '../catalogue/platform-variables.ts';
import { hasControlCharacter } from '../control-characters.ts';
import { matchesPattern } from '../matches-pattern.ts';
import { ComponentName } from '../scope.ts';
import { clientGroupsMax, policiesMax } from './assert-bindings.ts';
import { fargateCpus, fargateSizeProblem } from './fargate-size.ts';
import { scheduleProblem } from './schedule-problem.ts';
import { Components, HostName, Mode, RequestPath } from './texts.ts';

export const ApplicationType = z.enum(['web', 'worker', 'job', 'static', 'instances']);
export type ApplicationType = z.infer<typeof ApplicationType>;

/** True for a type that the environment's load balancer sends requests to. */
export function isRouted(type: ApplicationType): boolean {
  return type === 'web' || type === 'instances';
}

const whole = (least: number, most: number) => z.number().int().min(least).max(most);

const portDefault = 8080;
const countMaxDefault = 4;

const Count = z
  .strictObject({
    min: whole(0, 1000).default(1),
    max: whole(1, 1000).optional(),
    cpuPercent: whole(10, 90).default(60),
  })
  .transform((count) => ({ ...count, max: count.max ?? Math.max(count.min, countMaxDefault) }))
  .refine(({ min, max }) => max >= min, { path: ['max'], message: 'at least as many as `min`' });

const StatusCodes = z
  .string()
  .max(64)
  .regex(/^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$/, 'statuses such as 200 or 200,302 or 200-399');

const Health = z
  .strictObject({
    path: RequestPath.default('/healthz'),
    intervalSeconds: whole(5, 300).default(5),
    timeoutSeconds: whole(2, 120).default(4),
    healthyThreshold: whole(2, 10).default(2),
    unhealthyThreshold: whole(2, 10).default(2),
    codes: StatusCodes.default('200-399'),
    graceSeconds: whole(0, 3600).default(30),
    drainSeconds: whole(0, 3600).default(10),
  })
  .refine(({ timeoutSeconds, intervalSeconds }) => timeoutSeconds < intervalSeconds, {
    path: ['timeoutSeconds'],
    message: 'less than `intervalSeconds`',
  });

/** A pattern of the load balancer: `*` and `?` stand for letters. */
const RoutePath = z
  .string()
  .max(128)
  .regex(/^\/[A-Za-z0-9._~/*?&=+$@:-]*$/, 'a path pattern that starts with /, such as /shop/*');

const Route = z
  .strictObject({ path: RoutePath.optional(), host: HostName.optional() })
  .refine(({ path, host }) => (path === undefined) !== (host === undefined), 'give either `path` or `host`');

const VariableName = z
  .string()
  .max(128)
  .regex(/^[A-Z_][A-Z0-9_]*$/, 'capital letters, digits and underscores');

const isResolved = (text: string) => text.includes('{{resolve:');

const VariableValue = z
  .string()
  .max(4096)
  .refine((text) => !hasControlCharacter(text), 'no control characters')
  .refine((text) => !isResolved(text), 'CloudFormation would resolve `{{resolve:`; use `secrets` instead');

const entriesMax = 100;
const few = (entries: object) => Object.keys(entries).length <= entriesMax;

const Variables = z.record(VariableName, VariableValue).refine(few, `at most ${entriesMax} variables`);

const SecretArn = z
  .string()
  .max(512)
  .regex(
    /^arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:\d{12}:secret|ssm:[a-z0-9-]+:\d{12}:parameter)[:/][A-Za-z0-9/_+=.@:-]+$/,
    'the ARN of a Secrets Manager secret or an SSM parameter',
  );

const Secrets = z.record(VariableName, SecretArn).refine(few, `at most ${entriesMax} secrets`);

const Smoke = z.strictObject({ path: RequestPath, status: whole(100, 599).default(200) });

const Schedule = z
  .string()
  .max(256)
  .superRefine((text, context) => {
    const message = scheduleProblem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

/** Traffic of the new release in percent, and how long it stays there before the next step. */
const Steps = z
  .array(z.strictObject({ percent: whole(1, 99), seconds: whole(0, 86_400) }))
  .max(20)
  .refine(
    (steps) => steps.every((step, n) => n === 0 || step.percent > steps[n - 1]!.percent),
    'each step has a higher `percent`',
  );

const Command = z.array(z.string().min(1).max(1024)).min(1).max(50);

const ReleaseSettings = z.strictObject({
  strategy: z.enum(['rolling', 'blue-green', 'canary', 'linear', 'recreate', 'ecs-native']).default('blue-green'),
  approval: z.boolean().default(false),
  bakeSeconds: whole(0, 86_400).default(60),
  keepStandbySeconds: whole(0, 604_800).default(3600),
  smoke: z.array(Smoke).max(20).optional(),
  migrate: z.strictObject({ command: Command }).optional(),
  steps: Steps.default([]),
  images: z
    .strictObject({
      tags: z
        .string()
        .min(1)
        .max(128)
        .regex(/^[A-Za-z0-9._*?-]+$/, 'a tag or a pattern such as main-*'),
    })
    .optional(),
});

const usesDescription = [
  'Components around the application whose gifts it gets: client security group, address, secret, policy.',
  `With its own, at most ${clientGroupsMax} that give a security group, since a network interface wears five, and ${policiesMax} that give a policy.`,
].join(' ');

/** Body of `PUT .../applications/{application}`. */
export const ApplicationSpec = z
  .strictObject({
    type: ApplicationType.default('web'),
    port: whole(1, 65_535).default(portDefault),
    cpu: z.number().int().default(256),
    memory: z.number().int().default(512),
    count: Count.prefault({}),
    health: Health.prefault({}),
    route: Route.default({ path: '/*' }),
    /** What the container runs in place of what its image says. */
    command: Command.refine((words) => !words.some(isResolved), 'CloudFormation would resolve `{{resolve:`').optional(),
    /** When a job runs, in UTC. */
    schedule: Schedule.optional(),
    variables: Variables.default({}),
    secrets: Secrets.default({}),
    uses: z.array(ComponentName).max(20).default([]).meta({ description: usesDescription }),
    components: Components,
    /** Of its own stacks and of its releases'. */
    mode: Mode.default('standard'),
    release: ReleaseSettings.prefault({}),
  })
  .superRefine((spec, context) => {
    const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    const problem = fargateSizeProblem(spec.cpu, spec.memory);
    if (problem) refuse([fargateCpus.includes(spec.cpu) ? 'memory' : 'cpu'], problem);
    const twice = Object.keys(spec.secrets).find((name) => Object.hasOwn(spec.variables, name));
    if (twice) refuse(['secrets', twice], 'is a variable too; keep one');
    for (const field of ['variables', 'secrets'] as const) {
      const taken = Object.keys(spec[field]).filter((name) => PLATFORM_VARIABLES.has(name));
      for (const name of taken) refuse([field, name], 'is set by the platform; choose another name');
    }
    const again = spec.uses.findIndex((name, n) => spec.uses.indexOf(name) < n);
    if (again >= 0) refuse(['uses', String(again)], `\`${spec.uses[again]}\` is there already; remove it`);
    const bytes = environmentBytes(spec);
    if (bytes > environmentBytesMax) {
      refuse(['variables'], `variables and secrets take ${bytes} bytes; ${environmentBytesMax} travel with a release`);
    }
    for (const [path, message] of misplaced(spec)) refuse(path, message);
    const watched = spec.release.steps.reduce((sum, { seconds }) => sum + seconds, spec.release.bakeSeconds);
    if (watched > watchedSecondsMax) {
      refuse(['release', 'steps'], `with \`bakeSeconds\` they take ${watched} s; at most ${watchedSecondsMax}, a day`);
    }
  });
export type ApplicationSpec = z.infer<typeof ApplicationSpec>;

/** A release's workflow has two days, and an approval may take one of them. */
const watchedSecondsMax = 86_400;

/** What is left of the bytes of a release's template, besides what the template says and what an application is given. */
const environmentBytesMax = 28_000;

/** As the template of a release carries them. */
function environmentBytes({ variables, secrets }: { variables: Texts; secrets: Texts }): number {
  const entries = [...Object.entries(variables), ...Object.entries(secrets)];
  return Buffer.byteLength(JSON.stringify(entries.map(([Name, Value]) => ({ Name, Value }))));
}

type Texts = Readonly<Record<string, string>>;

interface Routed {
  readonly type: ApplicationType;
  readonly route: z.infer<typeof Route>;
  readonly health: z.infer<typeof Health>;
}

interface Asked extends Routed {
  readonly port: number;
  readonly command?: readonly string[] | undefined;
  readonly schedule?: string | undefined;
  readonly count: z.infer<typeof Count>;
  readonly uses: readonly string[];
  readonly release: z.infer<typeof ReleaseSettings>;
}

/** What the type has no use for. A spec that is read back carries the defaults of all fields: they say nothing. */
function* misplaced(spec: Asked): Iterable<[string[], string]> {
  const { type, port, schedule, command, count, route, health, release, uses } = spec;
  const hasContainer = type !== 'instances' && type !== 'static';
  if (command && !hasContainer) yield [['command'], `an application of type ${type} has no container`];
  if (type === 'web' && count.min === 0)
    yield [['count', 'min'], 'nobody starts a task when a request comes; at least 1'];
  if (type === 'job' && schedule === undefined) yield [['schedule'], 'say when the job runs, such as rate(5 minutes)'];
  if (type !== 'job' && schedule !== undefined) yield [['schedule'], `an application of type ${type} has no schedule`];
  if (release.strategy === 'ecs-native') yield [['release', 'strategy'], 'is not offered; choose blue-green or canary'];
  if (!hasContainer && release.images)
    yield [['release', 'images'], `an application of type ${type} runs no image that is pushed; remove it`];
  if (type === 'instances' && release.migrate)
    yield [['release', 'migrate'], 'machines run no one-off tasks; remove it'];
  if (type === 'static' && port !== portDefault) yield [['port'], 'a static site listens on none; remove it'];
  if (type === 'static' && uses.length > 0) yield [['uses'], 'a static site runs nothing that could use it; remove it'];
  if (type !== 'worker' && type !== 'job') return;
  const nobody = `nobody asks an application of type ${type}; remove it`;
  if (route.path !== '/*') yield [['route'], nobody];
  if (!isDeepStrictEqual(health, Health.parse({}))) yield [['health'], nobody];
}

/**
 * What a release is asked before it gets users: what the spec says, else the health path, where the load balancer sends that
 * to the application. A target's own checks do not pass its rules.
 */
export function smokeChecks({
  type,
  route,
  health,
  release,
}: Routed & Pick<Asked, 'release'>): z.infer<typeof Smoke>[] {
  if (release.smoke) return release.smoke;
  const [path = ''] = health.path.split('?');
  const reaches = isRouted(type) && matchesPattern(route.path ?? '/*', path);
  return reaches ? [{ path: health.path, status: 200 }] : [];
}
