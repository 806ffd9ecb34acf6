import { z } from 'zod';

/** What sends work to a release, and therefore what a shift changes. */
export const TrafficSource = z.discriminatedUnion('kind', [
  /** Requests, by listener rules of the load balancer. */
  z.object({
    kind: z.literal('rules'),
    /** ARNs of the target groups. */
    groups: z.object({ one: z.string(), two: z.string() }),
    /** The production rules. */
    ruleArns: z.array(z.string()).min(1),
    /** The test listener's rule. */
    testRuleArn: z.string(),
    /** `http://<load balancer>:<test port>`. */
    testUrl: z.string(),
    /** The host that the route requires. */
    host: z.string().optional(),
  }),
  /** A schedule in each slot, of which one is enabled. */
  z.object({ kind: z.literal('schedules'), group: z.string() }),
  /** Nothing: a worker fetches its work itself. */
  z.object({ kind: z.literal('none') }),
]);
export type TrafficSource = z.infer<typeof TrafficSource>;
