import type { Target } from '@aws-sdk/client-eventbridge';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import type { Envelope, Rule } from './event-bus-store.ts';

/** One event on its way from one rule to one target. */
export interface Delivery extends AccountRegion {
  readonly kernel: Kernel;
  readonly rule: Rule;
  readonly target: Target;
  readonly event: Envelope;
  /** Hands the event to the rules of a bus, where the target is one. */
  readonly route: (event: Envelope, busName: string, accountRegion: AccountRegion & { kernel: Kernel }) => void;
}
