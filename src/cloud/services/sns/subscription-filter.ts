import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { AwsError } from '../../kernel/errors.ts';
import { compilePattern } from '../../kernel/event-pattern.ts';

/** The parts of a message that a subscription's filter matches. */
export interface FilteredMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
}

/**
 * Whether a subscription's filter policy matches a message. Filter policies are EventBridge patterns, matched with the
 * message attributes or, with scope MessageBody, against the JSON body. Throws InvalidParameter.
 */
export function filterOf(
  subscriptionAttributes: Readonly<Record<string, string>>,
): (message: FilteredMessage) => boolean {
  const { FilterPolicy, FilterPolicyScope } = subscriptionAttributes;
  if (FilterPolicy === undefined || FilterPolicy === '{}') return () => true;
  let matches: (value: unknown) => boolean;
  try {
    matches = compilePattern(FilterPolicy);
  } catch (error) {
    throw new AwsError('InvalidParameter', `Invalid parameter: FilterPolicy: ${(error as Error).message}`);
  }
  if (FilterPolicyScope !== 'MessageBody') return ({ attributes }) => matches(attributeValues(attributes));
  return ({ body }) => {
    try {
      return matches(JSON.parse(body));
    } catch {
      return false;
    }
  };
}

function attributeValues(attributes: FilteredMessage['attributes']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue }]) => {
      if (DataType === 'Number') return [name, Number(StringValue)];
      if (DataType === 'String.Array') return [name, JSON.parse(StringValue!)];
      return [name, StringValue];
    }),
  );
}
