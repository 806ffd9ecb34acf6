import { isEnded, type Operation } from '../entities.ts';

/**
 * The longest that a step may still run after its execution has ended: its function's timeout (`provider.timeout` in
 * serverless.yml), and the ten seconds that Lambda may take to start it before that.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export const longestStepSeconds = 40;

/**
 * In how many seconds no step of a holder's operation can run any more; zero or less: none can now. After a success none
 * does. Infinity while the operation has not ended.
 */
export function stepsOverSeconds(operation: Operation | undefined, now: Date): number {
  if (operation === undefined) return 0;
  if (!isEnded(operation)) return Number.POSITIVE_INFINITY;
  if (operation.status === 'succeeded') return 0;
  return longestStepSeconds - (now.getTime() - Date.parse(operation.endedAt)) / 1000;
}
