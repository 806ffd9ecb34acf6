import type {
  NotifyProvisionProductEngineWorkflowResultCommandInput,
  NotifyTerminateProvisionedProductEngineWorkflowResultCommandInput,
  NotifyUpdateProvisionedProductEngineWorkflowResultCommandInput,
} from '@aws-sdk/client-service-catalog';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { type CatalogRecord, catalog } from './catalog-store.ts';
import { type Outcome, type RecordType, settleRecord } from './records.ts';

type Notification = NotifyTerminateProvisionedProductEngineWorkflowResultCommandInput &
  Pick<NotifyUpdateProvisionedProductEngineWorkflowResultCommandInput, 'Outputs'> &
  Pick<NotifyProvisionProductEngineWorkflowResultCommandInput, 'ResourceIdentifier'>;

const FAILURE_REASON_LENGTH_MAX = 2048;
/** The status after a failed operation: after a failed update the resources still exist. */
const LEFT_BY_FAILURE: Readonly<Record<RecordType, 'TAINTED' | 'ERROR'>> = {
  PROVISION_PRODUCT: 'ERROR',
  UPDATE_PROVISIONED_PRODUCT: 'TAINTED',
  TERMINATE_PROVISIONED_PRODUCT: 'TAINTED',
};

/** The Notify operations of an external engine. Each operation is answered exactly once. */
export const engineResultOperations: Readonly<Record<string, Operation>> = {
  NotifyProvisionProductEngineWorkflowResult: (input: Notification, call: Call) =>
    accept(input, 'PROVISION_PRODUCT', call),
  NotifyUpdateProvisionedProductEngineWorkflowResult: (input: Notification, call: Call) =>
    accept(input, 'UPDATE_PROVISIONED_PRODUCT', call),
  NotifyTerminateProvisionedProductEngineWorkflowResult: (input: Notification, call: Call) =>
    accept(input, 'TERMINATE_PROVISIONED_PRODUCT', call),
};

function accept(input: Notification, type: RecordType, call: Call) {
  const store = catalog(call.kernel, call);
  const record = store.records.get(input.RecordId!);
  if (record === undefined) throw new AwsError('ResourceNotFoundException', `Record ${input.RecordId} not found.`);
  // The client repeats an answer whose acceptance it did not receive.
  if (input.IdempotencyToken !== undefined && record.answerToken === input.IdempotencyToken) return {};
  check(input, record, type);
  const product = store.provisionedProducts.get(record.detail.ProvisionedProductId)!;
  record.answerToken = input.IdempotencyToken;
  settleRecord({ product, record, store }, outcomeOf(input, type), call.kernel);
  return {};
}

function check(input: Notification, record: CatalogRecord, type: RecordType): void {
  if (record.detail.RecordType !== type) {
    throw invalid(`Record ${input.RecordId} is of type ${record.detail.RecordType}, not ${type}.`);
  }
  if (record.workflowToken === undefined) {
    throw invalid(`Record ${input.RecordId} waits for no workflow result: its status is ${record.detail.Status}.`);
  }
  if (record.workflowToken !== input.WorkflowToken) {
    throw invalid(`WorkflowToken does not belong to record ${input.RecordId}.`);
  }
  if ((input.FailureReason?.length ?? 0) > FAILURE_REASON_LENGTH_MAX) {
    throw invalid(`FailureReason is longer than ${FAILURE_REASON_LENGTH_MAX} characters.`);
  }
}

function outcomeOf(input: Notification, type: RecordType): Outcome {
  if (input.Status === 'FAILED') {
    const reason = input.FailureReason ?? 'The engine gave no reason.';
    return { kind: 'failed', reason, leaves: LEFT_BY_FAILURE[type] };
  }
  return { kind: 'succeeded', outputs: input.Outputs ?? [], physicalId: input.ResourceIdentifier?.UniqueTag?.Value };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParametersException', message);
}
