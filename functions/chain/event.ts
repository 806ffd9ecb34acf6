import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { z } from 'zod';
import { logger } from '../../src/aws/log.ts';
import { parseInput } from './parse-input.ts';

/** Chain of every Lambda behind an event. An error goes back to the sender, which tries again and then keeps the event. */
export function event<S extends z.ZodType, O>(schema: S, run: (event: z.infer<S>) => Promise<O>) {
  return middy<unknown>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .handler((received: unknown) => run(parseInput(schema, received)));
}
