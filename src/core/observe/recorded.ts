import type { Release, ScopeState } from '../entities.ts';
import type { Target, Workload } from '../ports/index.ts';
import type { ApplicationType } from '../spec/application-spec.ts';

/** One release of an application with the state of its own stacks. */
export interface RecordedRelease {
  readonly release: Release;
  readonly scopeState: ScopeState | undefined;
  /** What it runs as, and its name in AWS. */
  readonly workload: Workload;
  readonly name: string;
}

/** The listener rules and target groups of an application, as the outputs of its stack tell. */
export interface RecordedTraffic {
  readonly ruleArns: readonly string[];
  readonly testRuleArn: string;
  readonly groups: { readonly one: string; readonly two: string };
}

/** All that is recorded about an application and can be compared with AWS. */
export interface RecordedApplication {
  readonly scopeState: ScopeState;
  readonly type: ApplicationType;
  readonly traffic: RecordedTraffic | undefined;
  readonly live: RecordedRelease | undefined;
  /** The release that was live before, while it is a warm standby. */
  readonly standby: RecordedRelease | undefined;
}

/** An environment with its applications, or the base, as it is read at the start of a round. */
export interface RecordedEnvironment {
  readonly scopeState: ScopeState;
  readonly target: Target;
  /** Of the base: the states of the image repositories, whose stacks are its. */
  readonly repositories: readonly ScopeState[];
  readonly applications: readonly RecordedApplication[];
}

/** The states of an environment, its repositories, its applications and the releases that run: each has stacks. */
export function statesOf({
  scopeState,
  repositories: stacks,
  applications,
}: RecordedEnvironment): readonly ScopeState[] {
  const releases = applications.flatMap(({ live, standby }) =>
    [live?.scopeState ?? [], standby?.scopeState ?? []].flat(),
  );
  return [scopeState, ...stacks, ...applications.map((application) => application.scopeState), ...releases];
}
