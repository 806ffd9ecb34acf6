import { companion } from '../../kernel/companion.ts';
import { compilePattern, type EventMatcher } from '../../kernel/event-pattern.ts';
import type { AccountRegion, CloudEvent, Kernel } from '../../kernel/service.ts';
import { deliver } from './deliver.ts';
import { type Envelope, eventBuses, type Rule } from './event-bus-store.ts';

/** Hands an event to every enabled rule of the bus that it matches. An unknown bus drops it, as on AWS. */
export function route(
  event: Envelope,
  busName: string,
  { kernel, account, region }: AccountRegion & { kernel: Kernel },
): void {
  const bus = eventBuses(kernel, { account, region }).buses.get(busName);
  for (const rule of bus?.rules.values() ?? []) {
    if (rule.state === 'DISABLED' || !matches(rule, event)) continue;
    runRule(rule, event, { kernel, account, region });
  }
}

/** Patterns of a rule as they were compiled at their first event. */
const compiledOf = companion((_rule: Rule) => new Map<string, EventMatcher>());

function matches(rule: Rule, event: Envelope): boolean {
  if (rule.pattern === undefined) return false;
  const compiled = compiledOf(rule);
  const matcher = compiled.get(rule.pattern) ?? compilePattern(rule.pattern);
  compiled.set(rule.pattern, matcher);
  return matcher(event);
}

/** Sends the event to each target of the rule, each on its own. */
export function runRule(rule: Rule, event: Envelope, accountRegion: AccountRegion & { kernel: Kernel }): void {
  for (const target of rule.targets.values()) {
    accountRegion.kernel.background(
      deliver({ rule, target, event, route, ...accountRegion }),
      `the delivery of an event to ${target.Arn}`,
    );
  }
}

/** The event of a service, with its envelope filled in. */
export function envelopeOf(event: CloudEvent, accountRegion: AccountRegion, kernel: Kernel): Envelope {
  return {
    version: '0',
    id: kernel.random.uuid(),
    'detail-type': event.detailType,
    source: event.source,
    account: accountRegion.account,
    time: `${new Date(kernel.clock.now()).toISOString().slice(0, 19)}Z`,
    region: accountRegion.region,
    resources: event.resources,
    // A copy: the publisher may go on changing what it published.
    detail: structuredClone(event.detail),
  };
}
