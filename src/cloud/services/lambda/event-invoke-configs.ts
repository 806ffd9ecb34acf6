import type {
  FunctionEventInvokeConfig,
  GetFunctionEventInvokeConfigCommandInput,
  PutFunctionEventInvokeConfigCommandInput,
} from '@aws-sdk/client-lambda';
import type { Call } from '../../kernel/service.ts';
import { findVersion } from './find-function.ts';
import { definedOf } from './function-settings.ts';
import { notFound } from './lambda-errors.ts';
import type { EventInvokeConfig } from './lambda-store.ts';

export function putFunctionEventInvokeConfig(
  input: PutFunctionEventInvokeConfigCommandInput,
  call: Call,
): FunctionEventInvokeConfig {
  return store(input, call, {});
}

export function updateFunctionEventInvokeConfig(
  input: PutFunctionEventInvokeConfigCommandInput,
  call: Call,
): FunctionEventInvokeConfig {
  return store(input, call, find(input, call).config);
}

export function getFunctionEventInvokeConfig(
  input: GetFunctionEventInvokeConfigCommandInput,
  call: Call,
): FunctionEventInvokeConfig {
  const { config, arn } = find(input, call);
  return view(config, arn);
}

export function deleteFunctionEventInvokeConfig(input: GetFunctionEventInvokeConfigCommandInput, call: Call): object {
  const { fn, key } = find(input, call);
  fn.eventInvokeConfigs.delete(key);
  return {};
}

function store(
  input: PutFunctionEventInvokeConfigCommandInput,
  call: Call,
  previous: Partial<EventInvokeConfig>,
): FunctionEventInvokeConfig {
  const { FunctionName, Qualifier, ...given } = input;
  const { fn, qualifier } = findVersion(call, FunctionName, Qualifier);
  const key = qualifier ?? '$LATEST';
  const config = { ...previous, ...definedOf(given), lastModifiedMs: call.kernel.clock.now() };
  fn.eventInvokeConfigs.set(key, config);
  return view(config, `${fn.arn}:${key}`);
}

function find(input: { FunctionName: string | undefined; Qualifier?: string | undefined }, call: Call) {
  const { fn, qualifier } = findVersion(call, input.FunctionName, input.Qualifier);
  const key = qualifier ?? '$LATEST';
  const config = fn.eventInvokeConfigs.get(key);
  const arn = `${fn.arn}:${key}`;
  if (config === undefined) throw notFound(`The function ${arn} doesn't have an EventInvokeConfig`);
  return { fn, key, config, arn };
}

function view({ lastModifiedMs, ...config }: EventInvokeConfig, FunctionArn: string): FunctionEventInvokeConfig {
  return { ...config, FunctionArn, LastModified: new Date(lastModifiedMs) };
}
