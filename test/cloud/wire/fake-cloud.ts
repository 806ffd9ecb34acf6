import { onTestFinished } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { Call, Operation } from '../../../src/cloud/kernel/service.ts';
import { serveWire } from '../../../src/cloud/wire/server.ts';
import { inProcessHandler } from './in-process-handler.ts';

/** A kernel with one fake service in it, served in process, and what a client of it is configured with. */
export async function fakeCloud(signingName: string, schemas: object, operations: Record<string, Operation>) {
  const calls: { input: Record<string, unknown>; call: Call }[] = [];
  const recorded = Object.fromEntries(
    Object.entries(operations).map(([name, run]) => [
      name,
      (input: Record<string, unknown>, call: Call) => {
        calls.push({ input, call });
        return run(input, call);
      },
    ]),
  );
  const kernel = createKernel({ clock: 'virtual' }, [{ signingName, schemas, operations: recorded }], []);
  onTestFinished(() => kernel.stop());
  const endpoint = await serveWire(kernel, false);
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const config = {
    endpoint,
    region: 'eu-west-1',
    credentials,
    maxAttempts: 1,
    // biome-ignore lint/suspicious/noExplicitAny: each client types its handler by its own HTTP classes.
    requestHandler: inProcessHandler(kernel.network.fetch) as any,
  };
  return { kernel, endpoint, config, calls };
}
