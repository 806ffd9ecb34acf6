/** An operation as the HTTP API shows it. */
export interface OperationView {
  readonly id: string;
  readonly kind: string;
  readonly scope: string;
  readonly done: boolean;
  /** Only plans, changes nothing. */
  readonly planOnly?: boolean;
  readonly status: 'accepted' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
  readonly percent: number;
  /** What asked for it: `api`, `image-pushed`, `catalog-requested`, `schedule`. */
  readonly trigger: string;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly waitingFor?: string;
  readonly steps: readonly StepView[];
  readonly error: FailureView | null;
  readonly result: Readonly<Record<string, unknown>> | null;
}

export interface StepView {
  readonly name: string;
  readonly status: 'pending' | 'running' | 'succeeded' | 'failed' | 'skipped';
  readonly description: string;
  readonly action?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly detail?: string;
  /** The stack's resources, if the step changes a stack and the request asked for them. */
  readonly resources?: readonly ResourceView[];
}

export interface ResourceView {
  readonly logicalId: string;
  readonly description: string;
  /** CloudFormation's resource status. */
  readonly status: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly reason?: string;
}

export interface FailureView {
  readonly code: string;
  readonly message: string;
  readonly cause?: string;
  readonly evidence?: readonly string[];
  readonly nextSteps?: readonly string[];
}
