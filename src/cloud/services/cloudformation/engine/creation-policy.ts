import { AwsError } from '../../../kernel/errors.ts';
import { isObject } from '../../../kernel/json-object.ts';
import type { StackResource } from '../stack/stack-definition.ts';
import { durationSeconds } from './iso-duration.ts';
import type { Run } from './run.ts';
import { awaitSignals } from './signals.ts';

const SIGNAL_TIMEOUT_SECONDS = 300;

/**
 * Waits for the signals a `CreationPolicy` asks for. Machines here do not run boot scripts: where the template calls
 * `cfn-signal`, every machine counts as having signalled success; elsewhere a caller of `SignalResource` must.
 */
export async function awaitCreationPolicy(run: Run, resource: StackResource): Promise<void> {
  const policy = resource.declaration.CreationPolicy?.ResourceSignal;
  if (!isObject(policy)) return;
  if (run.definition.body.includes('cfn-signal')) return;
  const wanted = Number(policy.Count ?? 1);
  const timeoutSeconds = durationSeconds(String(policy.Timeout ?? ''), SIGNAL_TIMEOUT_SECONDS);
  const { received, failure } = await awaitSignals(run, resource, { wanted, timeoutSeconds });
  if (failure !== undefined) {
    throw new AwsError('ResourceSignal', `Received FAILURE signal with UniqueId ${failure}`);
  }
  if (received < wanted) {
    throw new AwsError(
      'ResourceSignal',
      `Failed to receive ${wanted} resource signal(s) within the specified duration`,
    );
  }
}
