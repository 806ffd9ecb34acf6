import type { Target } from '@aws-sdk/client-eventbridge';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import type { Envelope, Rule } from './event-bus-store.ts';

/** One event on its way from one rule to one target. */
export interface Delivery extends AccountRegion {
  readonly kernel: Kernel;
  readonly rule: Rule;
  readonly target: Target;
  readonly event: Envelope;
  /** Routes the event on another bus, where the target is a bus. */
  readonly route: (event: Envelope, busName: string, accountRegion: AccountRegion & { kernel: Kernel }) => void;
}
