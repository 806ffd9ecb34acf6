import type { HistoryEvent as SdkHistoryEvent } from '@aws-sdk/client-sfn';

export type HistoryEvent = SdkHistoryEvent & { id: number; previousEventId: number };
export type EventType = NonNullable<SdkHistoryEvent['type']>;
export type EventDetails = Omit<SdkHistoryEvent, 'type' | 'id' | 'previousEventId' | 'timestamp'>;
