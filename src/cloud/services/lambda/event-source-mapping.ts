import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';

/** A queue whose messages invoke a function. */
export interface EventSourceMapping {
  readonly UUID: string;
  readonly arn: string;
  readonly EventSourceArn: string;
  /** As in the request: it may include a qualifier. */
  functionName: string;
  functionArn: string;
  batchSize: number;
  batchingWindowSeconds: number;
  maximumConcurrency: number | undefined;
  reportsBatchItemFailures: boolean;
  enabled: boolean;
  deleted: boolean;
  lastModifiedMs: number;
  /** Batches that are being processed. */
  running: number;
  readonly tags: Map<string, string>;
}

export function mappingConfiguration(mapping: EventSourceMapping): EventSourceMappingConfiguration {
  return {
    UUID: mapping.UUID,
    EventSourceMappingArn: mapping.arn,
    EventSourceArn: mapping.EventSourceArn,
    FunctionArn: mapping.functionArn,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.batchingWindowSeconds,
    FunctionResponseTypes: mapping.reportsBatchItemFailures ? ['ReportBatchItemFailures'] : [],
    State: mapping.deleted ? 'Deleting' : mapping.enabled ? 'Enabled' : 'Disabled',
    StateTransitionReason: 'USER_INITIATED',
    LastModified: new Date(mapping.lastModifiedMs),
    ...(mapping.maximumConcurrency === undefined
      ? {}
      : { ScalingConfig: { MaximumConcurrency: mapping.maximumConcurrency } }),
  };
}
