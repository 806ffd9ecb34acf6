import type { GetExecutionHistoryInput } from '@aws-sdk/client-sfn';
import type { Call } from '../../../kernel/service.ts';
import type { HistoryEvent } from '../engine/history-event.ts';
import { findExecution } from './arns.ts';
import { pageOf } from './page.ts';

export function getExecutionHistory(input: GetExecutionHistoryInput, call: Call) {
  const { history } = findExecution(call, input.executionArn!);
  const { items, nextToken } = pageOf(input.reverseOrder ? history.toReversed() : history, input);
  return { events: input.includeExecutionData === false ? items.map(withoutData) : items, nextToken };
}

const DATA_FIELDS = [
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'assignedVariables',
  'assignedVariablesDetails',
  'parameters',
];

/** Each event has one details object besides its own fields. */
function withoutData(event: HistoryEvent): object {
  return Object.fromEntries(
    Object.entries(event).map(([key, value]) => {
      if (!key.endsWith('EventDetails')) return [key, value];
      const kept = Object.entries(value as object).filter(([field]) => !DATA_FIELDS.includes(field));
      return [key, Object.fromEntries(kept)];
    }),
  );
}
