import { companion } from '../../kernel/companion.ts';
import { AwsError } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/service.ts';

/** Aborted when the cloud stops: background work passes it to every sleep. */
export const stopSignal = companion((kernel: Kernel): AbortSignal => {
  const controller = new AbortController();
  kernel.onStop(() => controller.abort(new AwsError('CloudStopped', 'the embedded cloud has stopped')));
  return controller.signal;
});
