import type { Kernel } from '../../kernel/service.ts';
import { type InvocationStatistics, lambdaStore } from './lambda-store.ts';

export interface AllInvocationStatistics {
  readonly total: InvocationStatistics;
  /** By function ARN. A deleted function is no longer counted. */
  readonly functions: Readonly<Record<string, InvocationStatistics>>;
}

/** Invocations, cold starts and durations of all accounts and regions: `GET /_cloud/lambda`. */
export function invocationStatistics(kernel: Kernel): AllInvocationStatistics {
  const total: InvocationStatistics = { invocations: 0, coldStarts: 0, errors: 0, throttles: 0, gigabyteSeconds: 0 };
  const functions: Record<string, InvocationStatistics> = {};
  for (const accountRegion of kernel.accountRegions('lambda')) {
    for (const { arn, statistics } of lambdaStore(kernel, accountRegion).functions.values()) {
      functions[arn] = { ...statistics };
      for (const key of Object.keys(total) as (keyof InvocationStatistics)[]) total[key] += statistics[key];
    }
  }
  return { total, functions };
}
