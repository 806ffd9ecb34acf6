import type { AccountRegion, Kernel } from '../../../kernel/service.ts';
import type { IntrinsicHost } from '../asl/intrinsics.ts';
import type { SfnStore } from '../sfn-store.ts';
import type { Execution } from './execution.ts';

/** An execution under way, with what it needs from outside. */
export interface Run {
  readonly kernel: Kernel;
  readonly accountRegion: AccountRegion;
  readonly store: SfnStore;
  readonly execution: Execution;
  readonly host: IntrinsicHost;
}
