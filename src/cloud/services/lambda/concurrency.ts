import type { PutFunctionConcurrencyCommandInput } from '@aws-sdk/client-lambda';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Kernel } from '../../kernel/service.ts';
import { findFunction } from './find-function.ts';
import { invalidParameter } from './lambda-errors.ts';
import { type LambdaFunction, lambdaStore } from './lambda-store.ts';

const ACCOUNT_CONCURRENCY = 1000;
const UNRESERVED_MIN = 100;

interface Concurrency {
  ReservedConcurrentExecutions?: number;
}

export function putFunctionConcurrency(input: PutFunctionConcurrencyCommandInput, call: Call): Concurrency {
  const fn = findFunction(call, input.FunctionName);
  const wanted = input.ReservedConcurrentExecutions ?? 0;
  const others = [...lambdaStore(call.kernel, fn.accountRegion).functions.values()]
    .filter((other) => other !== fn)
    .reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
  if (ACCOUNT_CONCURRENCY - others - wanted < UNRESERVED_MIN) {
    throw invalidParameter(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_MIN}].`,
    );
  }
  fn.reservedConcurrency = wanted;
  return { ReservedConcurrentExecutions: wanted };
}

export function getFunctionConcurrency(input: { FunctionName: string }, call: Call): Concurrency {
  const { reservedConcurrency } = findFunction(call, input.FunctionName);
  return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
}

export function deleteFunctionConcurrency(input: { FunctionName: string }, call: Call): object {
  delete findFunction(call, input.FunctionName).reservedConcurrency;
  return {};
}

/** Throws `TooManyRequestsException` when the function or the account has reached its concurrency limit. */
export function checkConcurrency(kernel: Kernel, fn: LambdaFunction): void {
  const unreserved = () =>
    [...lambdaStore(kernel, fn.accountRegion).functions.values()]
      .filter(({ reservedConcurrency }) => reservedConcurrency === undefined)
      .reduce((sum, { running }) => sum + running, 0);
  const isReserved = fn.reservedConcurrency !== undefined;
  const isFull = isReserved ? fn.running >= fn.reservedConcurrency! : unreserved() >= ACCOUNT_CONCURRENCY;
  const struck = kernel.faults.strike('function throttled', (fault) => fault.function === fn.name);
  if (!isFull && struck === undefined) return;
  fn.statistics.throttles++;
  throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    Type: 'User',
    Reason:
      isReserved || struck ? 'ReservedFunctionConcurrentInvocationLimitExceeded' : 'ConcurrentInvocationLimitExceeded',
  });
}
