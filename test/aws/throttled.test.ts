import { expect, test } from 'vitest';
import { z } from 'zod';
import { step } from '../../functions/chain/step.ts';
import { PlinthError } from '../../src/core/errors.ts';
import { NotYet } from '../../src/core/stack/not-yet.ts';

const context = { awsRequestId: '1', functionName: 'prepare', invokedFunctionArn: 'arn', memoryLimitInMB: '256' };

/** Name of the error that Step Functions sees. */
async function nameOf(error: Error): Promise<string> {
  const handler = step(z.unknown(), async () => {
    throw error;
  });
  return handler({}, context as never).then(
    () => 'none',
    (thrown: Error) => thrown.name,
  );
}

const fromAws = (name: string, status: number) =>
  Object.assign(new Error('Rate exceeded'), { name, $fault: 'client', $metadata: { httpStatusCode: status } });

test('what AWS turns away for a moment is thrown under the one name that the machines try again', async () => {
  expect(await nameOf(fromAws('Throttling', 400))).toBe('Throttled');
  expect(await nameOf(fromAws('RequestLimitExceeded', 400))).toBe('Throttled');
  expect(await nameOf(fromAws('ServiceUnavailable', 503))).toBe('Throttled');
  expect(await nameOf(new PlinthError('TooManyRequests', 'written by others'))).toBe('Throttled');
});

test('everything else keeps its name', async () => {
  expect(await nameOf(fromAws('ValidationError', 400))).toBe('ValidationError');
  expect(await nameOf(new NotYet('soon'))).toBe('NotYet');
  expect(await nameOf(new PlinthError('StackFailed', 'no'))).toBe('StackFailed');
});
