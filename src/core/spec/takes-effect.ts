import { z } from 'zod';
import { own } from '../own.ts';

/** When a change of a field of an application's spec takes effect. */
export const TakesEffect = z.enum(['swap', 'at-once', 'by-component', 'next-release', 'never']);
export type TakesEffect = z.infer<typeof TakesEffect>;

/** How each of them reads at the end of a field's description, and in a plan. */
export const EFFECT_SENTENCES: Readonly<Record<TakesEffect, string>> = {
  'at-once': 'Takes effect at once.',
  'by-component': 'Takes effect at once; what releases are made of, with the next release.',
  'next-release': 'Takes effect with the next release.',
  swap: 'Takes effect by a swap: the new path or host is added before the old one goes. A path that becomes a host, or a host a path, moves in one step.',
  never: 'Cannot change while the application exists.',
};

/** By the path of each field of an application's spec. What live targets are reached or judged by never changes at once. */
export const TAKES_EFFECT: Readonly<Record<string, TakesEffect>> = {
  type: 'never',
  port: 'next-release',
  cpu: 'next-release',
  memory: 'next-release',
  'count.min': 'next-release',
  'count.max': 'next-release',
  'count.cpuPercent': 'next-release',
  'health.path': 'next-release',
  'health.intervalSeconds': 'next-release',
  'health.timeoutSeconds': 'next-release',
  'health.healthyThreshold': 'next-release',
  'health.unhealthyThreshold': 'next-release',
  'health.codes': 'next-release',
  'health.graceSeconds': 'next-release',
  'health.drainSeconds': 'next-release',
  'route.path': 'swap',
  'route.host': 'swap',
  command: 'next-release',
  schedule: 'next-release',
  'repository.existing': 'at-once',
  variables: 'next-release',
  secrets: 'next-release',
  uses: 'next-release',
  components: 'by-component',
  mode: 'at-once',
  'release.strategy': 'at-once',
  'release.approval': 'at-once',
  'release.bakeSeconds': 'at-once',
  'release.keepStandbySeconds': 'at-once',
  'release.smoke': 'at-once',
  'release.migrate.command': 'at-once',
  'release.steps': 'at-once',
  'release.images.tags': 'at-once',
};

/** What a field is, and when a change of it takes effect. */
export function described(field: string, description: string): { readonly description: string } {
  const effect = own(TAKES_EFFECT, field);
  if (effect === undefined) throw new Error(`nothing says when a change of \`${field}\` takes effect`);
  return { description: `${description} ${EFFECT_SENTENCES[effect]}` };
}
