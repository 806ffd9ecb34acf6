import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { z } from 'zod';
import { logger } from '../../src/aws/log.ts';
import { throttledOr } from '../../src/aws/throttled.ts';
import { parseInput } from './parse-input.ts';

/** Chain of every Task's Lambda. An error goes out by its name, which is what Step Functions matches on. */
export function step<S extends z.ZodType, O>(schema: S, run: (input: z.infer<S>) => Promise<O>) {
  return middy<unknown>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .onError(({ error }) => {
      throw throttledOr(error);
    })
    .handler((event: unknown) => {
      const input = parseInput(schema, event);
      logger.appendKeys(fixedKeys(input));
      return run(input);
    });
}

/** What every line of a log says about the work it belongs to. Never the whole input: it may carry a task token. */
function fixedKeys(input: unknown): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const name of ['operationId', 'scope', 'stackKey', 'attempt'] as const) {
    const value = (input as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'string' || typeof value === 'number') keys[name] = `${value}`;
  }
  return keys;
}
