import { strToU8, zipSync } from 'fflate';
import { createKernel, type KernelOptions } from '../../../src/cloud/kernel/kernel.ts';
import type { Service } from '../../../src/cloud/kernel/service.ts';
import { cloudwatchLogs } from '../../../src/cloud/services/cloudwatch-logs/index.ts';
import { lambda, lambdaResourceTypes } from '../../../src/cloud/services/lambda/index.ts';

export const place = { account: '111122223333', region: 'eu-west-1' };

export interface Invoked {
  StatusCode: number;
  FunctionError?: string;
  LogResult?: string;
  ExecutedVersion?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what its function answers.
  result: any;
}

const running = new Set<{ stop(): Promise<void> }>();

/** Stops what the tests have started, so that no folder of a function's code stays behind. */
export async function stopClouds(): Promise<void> {
  for (const kernel of running) await kernel.stop();
  running.clear();
}

export function stopLater(kernel: { stop(): Promise<void> }): void {
  running.add(kernel);
}

/** A cloud in virtual time with Lambda and its logs, and short ways to make and run functions. */
export function functionCloud(options: KernelOptions = {}, services: readonly Service[] = []) {
  const kernel = createKernel(
    { clock: 'virtual', seed: 1, ...options },
    [lambda, cloudwatchLogs, ...services],
    lambdaResourceTypes,
  );
  stopLater(kernel);
  const call = <T = Record<string, unknown>>(operation: string, input: object, service = 'lambda') =>
    kernel.clock.drive(kernel.invoke<T>(service, operation, input, place));
  const create = (name: string, files: string | Record<string, string>, settings: object = {}) =>
    call('CreateFunction', {
      FunctionName: name,
      Role: 'arn:aws:iam::111122223333:role/function',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipOf(typeof files === 'string' ? { 'index.js': files } : files) },
      ...settings,
    });
  const invoke = async (FunctionName: string, event: unknown = {}, input: object = {}): Promise<Invoked> => {
    const Payload = strToU8(JSON.stringify(event));
    const answer = await call<Invoked & { Payload: Uint8Array }>('Invoke', { FunctionName, Payload, ...input });
    const text = Buffer.from(answer.Payload ?? []).toString();
    return { ...answer, result: text === '' ? undefined : JSON.parse(text) };
  };
  const logs = async (name: string): Promise<string[]> => {
    const found = await call<{ events: { message: string }[] }>(
      'FilterLogEvents',
      { logGroupName: `/aws/lambda/${name}` },
      'logs',
    );
    return found.events.map(({ message }) => message);
  };
  return { kernel, call, create, invoke, logs };
}

export function zipOf(files: Record<string, string>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}
