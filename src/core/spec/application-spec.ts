import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { PLATFORM_VARIABLES } from '../catalogue/platform-variables.ts';
import { hasControlCharacter } from '../control-characters.ts';
import { matchesPattern } from '../matches-pattern.ts';
import { ComponentName } from '../scope.ts';
import { clientGroupsMax, policiesMax } from './assert-bindings.ts';
import { fargateCpus, fargateSizeProblem } from './fargate-size.ts';
import { scheduleProblem } from './schedule-problem.ts';
import { described } from './takes-effect.ts';
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
    min: whole(0, 1000).default(1).meta(described('count.min', 'The fewest tasks or instances.')),
    max: whole(1, 1000)
      .optional()
      .meta(described('count.max', 'The most of them. Default: 4, or `min` if that is more.')),
    cpuPercent: whole(10, 90)
      .default(60)
      .meta(described('count.cpuPercent', 'The CPU usage that autoscaling maintains, in percent.')),
  })
  .transform((count) => ({ ...count, max: count.max ?? Math.max(count.min, countMaxDefault) }))
  .refine(({ min, max }) => max >= min, { path: ['max'], message: 'at least as many as `min`' });

const StatusCodes = z
  .string()
  .max(64)
  .regex(/^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$/, 'statuses such as 200 or 200,302 or 200-399');

const Health = z
  .strictObject({
    path: RequestPath.default('/healthz').meta(described('health.path', 'The path of the health check.')),
    intervalSeconds: whole(5, 300)
      .default(5)
      .meta(described('health.intervalSeconds', 'Seconds between two health checks of a target.')),
    timeoutSeconds: whole(2, 120)
      .default(4)
      .meta(described('health.timeoutSeconds', 'Seconds after which a health check has failed.')),
    healthyThreshold: whole(2, 10)
      .default(2)
      .meta(described('health.healthyThreshold', 'Successes in a row that make a target healthy.')),
    unhealthyThreshold: whole(2, 10)
      .default(2)
      .meta(described('health.unhealthyThreshold', 'Failures in a row that make it unhealthy.')),
    codes: StatusCodes.default('200-399').meta(described('health.codes', 'The HTTP statuses of a success.')),
    graceSeconds: whole(0, 3600)
      .default(30)
      .meta(described('health.graceSeconds', 'Seconds after a start in which failures do not count.')),
    drainSeconds: whole(0, 3600)
      .default(10)
      .meta(described('health.drainSeconds', 'Seconds for open requests before a target is removed.')),
  })
  .refine(({ timeoutSeconds, intervalSeconds }) => timeoutSeconds < intervalSeconds, {
    path: ['timeoutSeconds'],
    message: 'less than `intervalSeconds`',
  });

/** A path pattern of the load balancer with the wildcards `*` and `?`. */
const RoutePath = z
  .string()
  .max(128)
  .regex(/^\/[A-Za-z0-9._~/*?&=+$@:-]*$/, 'a path pattern that starts with /, such as /shop/*');

const Route = z
  .strictObject({
    path: RoutePath.optional().meta(described('route.path', 'A path pattern, such as `/shop/*`.')),
    host: HostName.optional().meta(described('route.host', 'A host name.')),
  })
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

const Smoke = z.strictObject({
  path: RequestPath.meta({ description: 'The path of the request.' }),
  status: whole(100, 599).default(200).meta({ description: 'The HTTP status that the release must answer with.' }),
});

const Schedule = z
  .string()
  .max(256)
  .superRefine((text, context) => {
    const message = scheduleProblem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

/** Steps of a canary or linear strategy. */
export const trafficStepsMax = 20;

const Steps = z
  .array(
    z.strictObject({
      percent: whole(1, 99).meta({ description: 'Percent of production traffic to the new release.' }),
      seconds: whole(0, 86_400).meta({ description: 'Seconds until the next step.' }),
    }),
  )
  .max(trafficStepsMax)
  .refine(
    (steps) => steps.every((step, n) => n === 0 || step.percent > steps[n - 1]!.percent),
    'each step has a higher `percent`',
  );

const Repository = z.strictObject({
  existing: z
    .string()
    .min(2)
    .max(256)
    .regex(
      /^[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
      'the name of an ECR repository, such as team/shop',
    )
    .meta(described('repository.existing', 'Its name. Plinth uses it as it is: it neither changes nor deletes it.')),
});

const Command = z.array(z.string().min(1).max(1024)).min(1).max(50);

const ReleaseSettings = z.strictObject({
  strategy: z
    .enum(['rolling', 'blue-green', 'canary', 'linear', 'recreate'])
    .default('blue-green')
    .meta(described('release.strategy', 'How production traffic reaches a new release.')),
  approval: z
    .boolean()
    .default(false)
    .meta(described('release.approval', 'True: a release waits for approval before it gets traffic.')),
  bakeSeconds: whole(0, 86_400)
    .default(60)
    .meta(described('release.bakeSeconds', 'Seconds for which alarms and health are watched after the last shift.')),
  keepStandbySeconds: whole(0, 604_800)
    .default(3600)
    .meta(
      described('release.keepStandbySeconds', 'Seconds for which the previous release stays warm for a roll back.'),
    ),
  smoke: z
    .array(Smoke)
    .max(20)
    .optional()
    .meta(
      described(
        'release.smoke',
        'Requests to a new release before it gets traffic. Default: the path of the health check.',
      ),
    ),
  migrate: z
    .strictObject({ command: Command.meta(described('release.migrate.command', 'The command that the task runs.')) })
    .optional()
    .meta({ description: 'A one-off task that runs before the release gets traffic.' }),
  steps: Steps.default([]).meta(
    described('release.steps', 'Traffic of the new release, step by step, for canary and linear.'),
  ),
  images: z
    .strictObject({
      tags: z
        .string()
        .min(1)
        .max(128)
        .regex(/^[A-Za-z0-9._*?-]+$/, 'a tag or a pattern such as main-*')
        .meta(described('release.images.tags', 'A tag or a pattern such as `main-*`.')),
    })
    .optional()
    .meta({ description: 'Which pushed images are released without a request.' }),
});

const textOf = (schema: z.ZodType) => schema.meta()?.description ?? '';

const usesDescription = [
  'Components of the environment or base that the application uses. They provide a client security group, variables, secrets and a managed policy.',
  `Together with its own components, at most ${clientGroupsMax} may provide a security group, since a network interface has at most five, and ${policiesMax} a managed policy.`,
].join(' ');

/** Body of `PUT .../applications/{application}`. */
export const ApplicationSpec = z
  .strictObject({
    type: ApplicationType.default('web').meta(described('type', 'What kind of application it is.')),
    port: whole(1, 65_535).default(portDefault).meta(described('port', 'The port on which its container listens.')),
    cpu: z.number().int().default(256).meta(described('cpu', 'CPU units of a task: 1024 are one vCPU.')),
    memory: z.number().int().default(512).meta(described('memory', 'Memory of a task in MiB.')),
    count: Count.prefault({}).meta({ description: 'How many tasks or instances run.' }),
    health: Health.prefault({}).meta({ description: 'How the load balancer checks health.' }),
    route: Route.default({ path: '/*' }).meta({
      description: 'Which requests reach the application: exactly one of `path` and `host`.',
    }),
    command: Command.refine((words) => !words.some(isResolved), 'CloudFormation would resolve `{{resolve:`')
      .optional()
      .meta(described('command', 'The command of the container, instead of that of its image.')),
    schedule: Schedule.optional().meta(described('schedule', 'When a job runs, in UTC: a rate or cron expression.')),
    repository: Repository.optional().meta({
      description:
        'An ECR repository of this account and region that exists already. Default: Plinth creates one named as the application.',
    }),
    variables: Variables.default({}).meta(described('variables', 'Environment variables of the container.')),
    secrets: Secrets.default({}).meta(
      described(
        'secrets',
        'Secrets of the container: the ARN of a Secrets Manager secret or SSM parameter for each variable.',
      ),
    ),
    uses: z.array(ComponentName).max(20).default([]).meta(described('uses', usesDescription)),
    components: Components.meta(described('components', textOf(Components))),
    mode: Mode.default('standard').meta(described('mode', textOf(Mode))),
    release: ReleaseSettings.prefault({}).meta({ description: 'How releases are put live.' }),
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
  })
  .meta({ id: 'ApplicationSpec', description: 'What a team runs in an environment, with its own data.' });
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
    yield [['count', 'min'], 'scale to zero is not supported for type web; use at least 1'];
  if (type === 'job' && schedule === undefined) yield [['schedule'], 'say when the job runs, such as rate(5 minutes)'];
  if (type !== 'job' && schedule !== undefined) yield [['schedule'], `an application of type ${type} has no schedule`];
  if (!hasContainer && release.images)
    yield [['release', 'images'], `an application of type ${type} runs no image that is pushed; remove it`];
  if (type === 'instances' && release.migrate)
    yield [['release', 'migrate'], '`migrate` does not apply to type instances; remove it'];
  if (type === 'static' && port !== portDefault) yield [['port'], '`port` does not apply to a static site; remove it'];
  if (type === 'static' && uses.length > 0) yield [['uses'], 'a static site runs nothing that could use it; remove it'];
  if (type !== 'worker' && type !== 'job') return;
  const noRequests = `an application of type ${type} receives no HTTP requests; remove it`;
  if (route.path !== '/*') yield [['route'], noRequests];
  if (!isDeepStrictEqual(health, Health.parse({}))) yield [['health'], noRequests];
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
