import { z } from 'zod';
import { hasControlCharacter } from '../control-characters.ts';
import { matchesPattern } from '../matches-pattern.ts';
import { Name } from '../scope.ts';
import { fargateSizeProblem } from './fargate-size.ts';
import { Components, HostName, Mode, RequestPath } from './texts.ts';

export const ApplicationType = z.enum(['web', 'worker', 'job', 'static', 'instances']);
export type ApplicationType = z.infer<typeof ApplicationType>;

const whole = (least: number, most: number) => z.number().int().min(least).max(most);

const countMaxDefault = 4;

const Count = z
  .strictObject({
    min: whole(0, 1000).default(1),
    max: whole(1, 1000).optional(),
    cpuPercent: whole(10, 90).default(60),
  })
  .transform((count) => ({ ...count, max: count.max ?? Math.max(count.min, countMaxDefault) }))
  .refine(({ min, max }) => max >= min, { path: ['max'], message: 'at least as many as `min`' });

const Health = z.strictObject({
  path: RequestPath.default('/healthz'),
  intervalSeconds: whole(5, 300).default(5),
  healthyThreshold: whole(2, 10).default(2),
  graceSeconds: whole(0, 3600).default(30),
  drainSeconds: whole(0, 3600).default(10),
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

const VariableValue = z
  .string()
  .max(4096)
  .refine((text) => !hasControlCharacter(text), 'no control characters')
  .refine((text) => !text.includes('{{resolve:'), 'CloudFormation would resolve `{{resolve:`; use `secrets` instead');

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

/** Traffic of the new release in percent, and how long it stays there before the next step. */
const Steps = z
  .array(z.strictObject({ percent: whole(1, 99), seconds: whole(0, 86_400) }))
  .max(20)
  .refine(
    (steps) => steps.every((step, n) => n === 0 || step.percent > steps[n - 1]!.percent),
    'each step has a higher `percent`',
  );

const ReleaseSettings = z.strictObject({
  strategy: z.enum(['rolling', 'blue-green', 'canary', 'linear', 'recreate', 'ecs-native']).default('blue-green'),
  approval: z.boolean().default(false),
  bakeSeconds: whole(0, 86_400).default(60),
  keepStandbySeconds: whole(0, 604_800).default(3600),
  smoke: z.array(Smoke).max(20).optional(),
  migrate: z.strictObject({ command: z.array(z.string().min(1).max(1024)).min(1).max(50) }).optional(),
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

/** Body of `PUT .../applications/{application}`. */
export const ApplicationSpec = z
  .strictObject({
    type: ApplicationType.default('web'),
    port: whole(1, 65_535).default(8080),
    cpu: z.number().int().default(256),
    memory: z.number().int().default(512),
    count: Count.prefault({}),
    health: Health.prefault({}),
    route: Route.default({ path: '/*' }),
    variables: Variables.default({}),
    secrets: Secrets.default({}),
    uses: z.array(Name.max(40)).max(20).default([]),
    components: Components,
    /** Of its own stacks and of its releases'. */
    mode: Mode.default('standard'),
    release: ReleaseSettings.prefault({}),
  })
  .superRefine((spec, context) => {
    const problem = fargateSizeProblem(spec.cpu, spec.memory);
    if (problem) context.addIssue({ code: 'custom', path: ['memory'], message: problem });
    const twice = Object.keys(spec.secrets).find((name) => Object.hasOwn(spec.variables, name));
    if (twice) context.addIssue({ code: 'custom', path: ['secrets', twice], message: 'is a variable too; keep one' });
  })
  .transform((spec) => ({
    ...spec,
    release: { ...spec.release, smoke: spec.release.smoke ?? smokeDefault(spec.route.path ?? '/*', spec.health.path) },
  }));
export type ApplicationSpec = z.infer<typeof ApplicationSpec>;

/** The health path, where the load balancer sends it to the application: a target's own checks do not pass its rules. */
function smokeDefault(routePath: string, healthPath: string): z.infer<typeof Smoke>[] {
  const [path = ''] = healthPath.split('?');
  return matchesPattern(routePath, path) ? [{ path: healthPath, status: 200 }] : [];
}
