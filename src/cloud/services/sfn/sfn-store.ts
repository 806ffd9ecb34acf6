import { companion } from '../../kernel/companion.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import type { StateMachineDefinition } from './asl/definition.ts';
import type { Execution } from './engine/execution.ts';
import type { PendingTask } from './tasks/pending-task.ts';

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly creationMs: number;
  /** The submitted text, which DescribeStateMachine answers. */
  definitionText: string;
  definition: StateMachineDefinition;
  roleArn: string;
  /** Set by the first update; a new one each time. */
  revisionId: string | undefined;
  updateMs: number;
  loggingConfiguration: object;
  tracingConfiguration: object;
  readonly tags: Map<string, string>;
  readonly versions: StateMachineVersion[];
  nextVersion: number;
}

export interface StateMachineVersion {
  readonly arn: string;
  readonly creationMs: number;
  readonly description: string | undefined;
  readonly definitionText: string;
  readonly definition: StateMachineDefinition;
  readonly roleArn: string;
  readonly revisionId: string | undefined;
}

export interface Activity {
  readonly arn: string;
  readonly name: string;
  readonly creationMs: number;
  readonly tags: Map<string, string>;
}

export interface ActivityTask {
  readonly token: string;
  readonly input: string;
  readonly pending: PendingTask;
  start(workerName: string | undefined): void;
}

export interface ActivityWorker {
  readonly name: string | undefined;
  take(task: ActivityTask): void;
}

/** Everything that Step Functions keeps in one account and region. */
export class SfnStore {
  readonly machines = new Map<string, StateMachine>();
  readonly executions = new Map<string, Execution>();
  readonly activities = new Map<string, Activity>();
  /** Every task token ever issued, so that a closed one differs from one that never existed. */
  readonly tokens = new Set<string>();
  /** State transitions so far, of all executions: entered states and retries, as AWS bills them. */
  transitions = 0;
}

/** Running tasks by their task token. */
export const pendingTasks = companion((_store: SfnStore) => new Map<string, PendingTask>());

/** Tasks of an activity that no worker has taken yet, and workers that wait for a task. */
export const activityQueue = companion((_activity: Activity) => ({
  tasks: [] as ActivityTask[],
  workers: [] as ActivityWorker[],
}));

export function sfnStore(kernel: Kernel, { account, region }: AccountRegion): SfnStore {
  return kernel.store('states', { account, region }, () => new SfnStore());
}

/** State transitions of every account and region since the cloud was started. */
export function stateTransitions(kernel: Kernel): number {
  return kernel
    .accountRegions('states')
    .reduce((total, accountRegion) => total + sfnStore(kernel, accountRegion).transitions, 0);
}
