import type { Workflows } from '../../src/core/ports/index.ts';

export type ExecutionStatus = Awaited<ReturnType<Workflows['status']>>;

export interface FakeExecution {
  readonly arn: string;
  readonly machine: string;
  readonly input: Readonly<Record<string, unknown>>;
  status: ExecutionStatus;
  failure?: { readonly error: string; readonly cause: string };
}

export interface FakeWorkflows extends Workflows {
  readonly executions: Map<string, FakeExecution>;
  /** Answers given to task tokens, in order. */
  readonly answers: { readonly taskToken: string; readonly answer: 'succeed' | 'fail'; readonly error?: string }[];
  /** What the failed ones were told, by task token. */
  readonly causes: Map<string, string>;
}

/** Executions that only stand in a list, and task tokens that take one answer. */
export function fakeWorkflows(): FakeWorkflows {
  const executions = new Map<string, FakeExecution>();
  const answers: FakeWorkflows['answers'] = [];
  const causes = new Map<string, string>();
  const answer = (entry: FakeWorkflows['answers'][number]) => {
    if (answers.some(({ taskToken }) => taskToken === entry.taskToken)) return false;
    answers.push(entry);
    return true;
  };
  const executionArn = (machine: string, name: string) => {
    return `arn:aws:states:eu-west-1:111122223333:execution:plinth-${machine}:${name}`;
  };
  return {
    executions,
    answers,
    causes,
    executionArn,
    start: async (machine, name, input) => {
      const arn = executionArn(machine, name);
      if (!executions.has(arn)) executions.set(arn, { arn, machine, input, status: 'RUNNING' });
      return arn;
    },
    stop: async (arn, cause, error) => {
      const execution = executions.get(arn);
      if (execution?.status !== 'RUNNING') return;
      execution.status = 'ABORTED';
      if (error !== undefined) execution.failure = { error, cause };
    },
    status: async (arn) => executions.get(arn)?.status ?? 'absent',
    failure: async (arn) => executions.get(arn)?.failure,
    succeed: async (taskToken) => answer({ taskToken, answer: 'succeed' }),
    fail: async (taskToken, error, cause) => {
      const isFirst = answer({ taskToken, answer: 'fail', error });
      if (isFirst) causes.set(taskToken, cause);
      return isFirst;
    },
  };
}
