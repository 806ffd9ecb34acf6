import type {
  CreateEventSourceMappingCommandInput,
  EventSourceMappingConfiguration,
  ListEventSourceMappingsCommandInput,
  UpdateEventSourceMappingCommandInput,
} from '@aws-sdk/client-lambda';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { type EventSourceMapping, mappingConfiguration } from './event-source-mapping.ts';
import { findVersion } from './find-function.ts';
import { conflict, invalidParameter, notFound } from './lambda-errors.ts';
import { lambdaStore } from './lambda-store.ts';
import { markerPage } from './marker-page.ts';
import { queueOf, startPolling, stopPolling } from './queue-poller.ts';

export async function createEventSourceMapping(
  input: CreateEventSourceMappingCommandInput,
  call: Call,
): Promise<EventSourceMappingConfiguration> {
  const { arn: functionArn } = findVersion(call, input.FunctionName);
  const { mappings } = lambdaStore(call.kernel, call);
  const source = input.EventSourceArn ?? '';
  if (!source.startsWith('arn:aws:sqs:')) {
    throw new AwsError(
      'NotImplemented',
      `the embedded cloud supports event source mappings for SQS queues, not for "${source}"`,
      501,
    );
  }
  refuseFilters(input);
  const same = [...mappings.values()].find(
    (other) => other.EventSourceArn === source && other.functionArn === functionArn,
  );
  if (same !== undefined) {
    throw conflict(
      `An event source mapping with SQS arn (" ${source} ") and function (" ${input.FunctionName} ") already exists. Please update or delete the existing mapping with UUID ${same.UUID}`,
    );
  }
  const UUID = call.kernel.random.uuid();
  const mapping: EventSourceMapping = {
    UUID,
    arn: `arn:aws:lambda:${call.region}:${call.account}:event-source-mapping:${UUID}`,
    EventSourceArn: source,
    functionName: input.FunctionName ?? '',
    functionArn,
    batchSize: 10,
    batchingWindowSeconds: 0,
    maximumConcurrency: undefined,
    reportsBatchItemFailures: false,
    enabled: true,
    deleted: false,
    lastModifiedMs: 0,
    running: 0,
    tags: new Map(Object.entries(input.Tags ?? {})),
  };
  const changed = changedMapping(mapping, input, call);
  await checkQueue(changed, call);
  mappings.set(UUID, Object.assign(mapping, changed));
  startPolling(call.kernel, call, mapping);
  return { ...mappingConfiguration(mapping), State: mapping.enabled ? 'Creating' : 'Disabled' };
}

export async function updateEventSourceMapping(
  input: UpdateEventSourceMappingCommandInput,
  call: Call,
): Promise<EventSourceMappingConfiguration> {
  const mapping = find(input.UUID, call);
  refuseFilters(input);
  const changed = changedMapping(mapping, input, call);
  await checkQueue(changed, call);
  stopPolling(mapping);
  Object.assign(mapping, changed);
  startPolling(call.kernel, call, mapping);
  return { ...mappingConfiguration(mapping), State: 'Updating' };
}

export function deleteEventSourceMapping(input: { UUID: string }, call: Call): EventSourceMappingConfiguration {
  const mapping = find(input.UUID, call);
  stopPolling(mapping);
  mapping.deleted = true;
  lambdaStore(call.kernel, call).mappings.delete(mapping.UUID);
  return mappingConfiguration(mapping);
}

export function getEventSourceMapping(input: { UUID: string }, call: Call): EventSourceMappingConfiguration {
  return mappingConfiguration(find(input.UUID, call));
}

export function listEventSourceMappings(input: ListEventSourceMappingsCommandInput, call: Call): object {
  const wanted = input.FunctionName === undefined ? undefined : findVersion(call, input.FunctionName).arn;
  const all = [...lambdaStore(call.kernel, call).mappings.values()]
    .filter(({ functionArn }) => wanted === undefined || functionArn === wanted)
    .filter(({ EventSourceArn }) => input.EventSourceArn === undefined || EventSourceArn === input.EventSourceArn);
  return markerPage('EventSourceMappings', all.map(mappingConfiguration), input);
}

function find(uuid: string | undefined, call: Call): EventSourceMapping {
  const mapping = lambdaStore(call.kernel, call).mappings.get(uuid ?? '');
  if (mapping === undefined) throw notFound('The resource you requested does not exist.');
  return mapping;
}

type MappingChange = Omit<UpdateEventSourceMappingCommandInput, 'UUID'>;

function refuseFilters({ FilterCriteria }: MappingChange): void {
  if ((FilterCriteria?.Filters ?? []).length === 0) return;
  throw new AwsError('NotImplemented', 'the embedded cloud does not filter the events of an event source mapping', 501);
}

function changedMapping(mapping: EventSourceMapping, input: MappingChange, call: Call): EventSourceMapping {
  const functionName = input.FunctionName ?? mapping.functionName;
  const changed: EventSourceMapping = {
    ...mapping,
    functionName,
    functionArn: findVersion(call, functionName).arn,
    batchSize: input.BatchSize ?? mapping.batchSize,
    batchingWindowSeconds: input.MaximumBatchingWindowInSeconds ?? mapping.batchingWindowSeconds,
    maximumConcurrency:
      input.ScalingConfig === undefined ? mapping.maximumConcurrency : input.ScalingConfig.MaximumConcurrency,
    reportsBatchItemFailures:
      input.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? mapping.reportsBatchItemFailures,
    enabled: input.Enabled ?? mapping.enabled,
    lastModifiedMs: call.kernel.clock.now(),
  };
  const { batchSize, batchingWindowSeconds, maximumConcurrency } = changed;
  const isFifo = changed.EventSourceArn.endsWith('.fifo');
  if (batchSize < 1 || batchSize > (isFifo ? 10 : 10_000)) throw invalidParameter(`Invalid BatchSize: ${batchSize}`);
  if (batchSize > 10 && batchingWindowSeconds < 1) {
    throw invalidParameter(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  }
  if (batchingWindowSeconds > 300) throw invalidParameter('Maximum batch window in seconds must be at most 300');
  if (isFifo && batchingWindowSeconds > 0) throw invalidParameter('Batching window is not supported for FIFO queues');
  if (maximumConcurrency !== undefined && (maximumConcurrency < 2 || maximumConcurrency > 1000)) {
    throw invalidParameter('MaximumConcurrency must be between 2 and 1000');
  }
  return changed;
}

/** Lambda refuses a queue whose visibility timeout is shorter than the function's timeout. */
async function checkQueue(mapping: EventSourceMapping, call: Call): Promise<void> {
  const { QueueUrl, accountRegion } = await queueOf(call.kernel, mapping).catch((error: unknown) => {
    if (!(error instanceof AwsError) || error.code === 'NotImplemented') throw error;
    throw invalidParameter(
      `Error occurred while ReceiveMessage. SQS Error Code: ${error.code}. SQS Error Message: ${error.message}`,
    );
  });
  const { Attributes } = await call.kernel.invoke<{ Attributes?: Record<string, string> }>(
    'sqs',
    'GetQueueAttributes',
    { QueueUrl, AttributeNames: ['VisibilityTimeout'] },
    accountRegion,
  );
  const visibility = Number(Attributes?.VisibilityTimeout ?? 30);
  const timeout = findVersion(call, mapping.functionName).version.settings.Timeout ?? 3;
  if (visibility < timeout) {
    throw invalidParameter(
      `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`,
    );
  }
}
