import { companion } from '../../kernel/companion.ts';
import { compilePattern, type EventMatcher } from '../../kernel/event-pattern.ts';
import type { AccountRegion, CloudEvent, Kernel } from '../../kernel/service.ts';
import { deliver } from './deliver.ts';
import { type Envelope, eventBuses, type Rule } from './event-bus-store.ts';

/** Runs every enabled rule of the bus that matches the event. An event for an unknown bus is dropped, as on AWS. */
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

/** Delivers the event to each target of the rule independently. */
export function runRule(rule: Rule, event: Envelope, accountRegion: AccountRegion & { kernel: Kernel }): void {
  for (const target of rule.targets.values()) {
    accountRegion.kernel.background(
      deliver({ rule, target, event, route, ...accountRegion }),
      `the delivery of an event to ${target.Arn}`,
    );
  }
}

/** A service's event with its envelope. */
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
    // A copy, because the publisher may change the object afterwards.
    detail: structuredClone(event.detail),
  };
}
