import type { ApplicationSpec } from './application-spec.ts';
import { wholeSecret } from './secret-reference.ts';

/**
 * The parameters that an application's spec sets, of its service and of its releases. A template takes those that it
 * declares.
 */
export function applicationParameters(spec: ApplicationSpec): Readonly<Record<string, string>> {
  return {
    Port: String(spec.port),
    Cpu: String(spec.cpu),
    Memory: String(spec.memory),
    CountMin: String(spec.count.min),
    CountMax: String(spec.count.max),
    CpuPercent: String(spec.count.cpuPercent),
    HealthPath: spec.health.path,
    HealthIntervalSeconds: String(spec.health.intervalSeconds),
    HealthTimeoutSeconds: String(spec.health.timeoutSeconds),
    HealthyThreshold: String(spec.health.healthyThreshold),
    UnhealthyThreshold: String(spec.health.unhealthyThreshold),
    HealthCodes: spec.health.codes,
    GraceSeconds: String(spec.health.graceSeconds),
    DrainSeconds: String(spec.health.drainSeconds),
    ...(spec.route.path !== undefined && { RoutePath: spec.route.path }),
    ...(spec.route.host !== undefined && { RouteHost: spec.route.host }),
    ...(spec.schedule !== undefined && { Schedule: spec.schedule }),
  };
}

/** The secrets that the spec names, each once. */
export function secretArns({ secrets }: Pick<ApplicationSpec, 'secrets'>): readonly string[] {
  return [...new Set(Object.values(secrets).map(wholeSecret))];
}

/** Where in a spec each of these parameters is set, for the error when a spec sets one under `components`. */
export const applicationParameterPointers: Readonly<Record<string, string>> = {
  Port: '/port',
  Cpu: '/cpu',
  Memory: '/memory',
  CountMin: '/count/min',
  CountMax: '/count/max',
  CpuPercent: '/count/cpuPercent',
  HealthPath: '/health/path',
  HealthIntervalSeconds: '/health/intervalSeconds',
  HealthTimeoutSeconds: '/health/timeoutSeconds',
  HealthyThreshold: '/health/healthyThreshold',
  UnhealthyThreshold: '/health/unhealthyThreshold',
  HealthCodes: '/health/codes',
  GraceSeconds: '/health/graceSeconds',
  DrainSeconds: '/health/drainSeconds',
  RoutePath: '/route/path',
  RouteHost: '/route/host',
  Schedule: '/schedule',
};
