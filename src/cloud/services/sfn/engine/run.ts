import type { AccountRegion, Kernel } from '../../../kernel/service.ts';
import type { IntrinsicHost } from '../asl/intrinsics.ts';
import type { SfnStore } from '../sfn-store.ts';
import type { Execution } from './execution.ts';

/** A running execution with the services it uses. */
export interface Run {
  readonly kernel: Kernel;
  readonly accountRegion: AccountRegion;
  readonly store: SfnStore;
  readonly execution: Execution;
  readonly host: IntrinsicHost;
}
