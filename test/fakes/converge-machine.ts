import { awaitRequirements } from '../../src/core/converge/await-requirements.ts';
import { readStack } from '../../src/core/converge/documents.ts';
import { planConverge } from '../../src/core/converge/plan-converge.ts';
import { recordStack } from '../../src/core/converge/record-stack.ts';
import { settle } from '../../src/core/converge/settle.ts';
import { PlinthError } from '../../src/core/errors.ts';
import type { PlannedStack } from '../../src/core/plan/plan.ts';
import { stackParameters } from '../../src/core/stack/stack-parameters.ts';
import type { FakePorts } from './index.ts';

export interface Script {
  /** Stacks whose change fails, by key, with the reason. */
  readonly failing?: Readonly<Record<string, string>>;
  /** How often each state runs: twice shows that a second run is harmless. */
  readonly runs?: number;
}

/** What a run did, in order: `+network`, `-task-7`. */
export type Trace = string[];

interface Run {
  readonly operationId: string;
  readonly ports: FakePorts;
  readonly script: Script;
  readonly trace: Trace;
}

/** The states of the machine `converge`, without Step Functions: branches go on as their task tokens are answered. */
export async function runConverge(operationId: string, ports: FakePorts, script: Script = {}): Promise<Trace> {
  const run: Run = { operationId, ports, script, trace: [] };
  const repeat = <T>(state: () => Promise<T>) => repeated(script.runs ?? 1, state);
  try {
    const { stacks } = await repeat(() => planConverge({ operationId }, ports));
    const token = (component: string) => `${operationId} ${component}`;
    for (const { component } of stacks) {
      await repeat(() => awaitRequirements({ operationId, component, taskToken: token(component) }, ports));
    }
    const waiting = new Set(stacks.map(({ component }) => component));
    while (waiting.size > 0) {
      const answered = ports.workflows.answers.find(({ taskToken }) => {
        return [...waiting].some((component) => taskToken === token(component));
      });
      if (!answered) throw new Error(`${[...waiting]} wait for ever`);
      const component = answered.taskToken.slice(token('').length);
      waiting.delete(component);
      await finishBranch(run, component, answered.error);
    }
    await repeat(() => settle({ operationId }, ports));
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error;
    const cause = JSON.stringify({ errorType: error.code, errorMessage: error.message });
    await settle({ operationId, error: { Error: error.code, Cause: cause } }, ports);
  }
  return run.trace;
}

async function finishBranch(run: Run, component: string, requirement: string | undefined): Promise<void> {
  const { operationId, ports, script, trace } = run;
  const { plan, stack } = await readStack({ operationId, component }, ports);
  const reason = requirement ?? script.failing?.[component];
  if (reason === undefined) {
    trace.push(`${stack.action === 'delete' ? '-' : '+'}${component}`);
    await changeStack(operationId, stack, plan.planOnly ? undefined : ports);
  }
  const error = { Error: requirement ?? 'StackFailed', Cause: reason ?? '' };
  const outcome = reason === undefined ? ({ status: 'succeeded' } as const) : ({ status: 'failed', error } as const);
  await repeated(script.runs ?? 1, () => recordStack({ operationId, component, outcome }, ports));
}

/** What `change-stack` leaves behind of a success. Each output is `<component>.<output>`. */
async function changeStack(operationId: string, stack: PlannedStack, ports: FakePorts | undefined): Promise<void> {
  if (!ports) return;
  const { component, stackName, templateHash, tags, data, key } = stack;
  if (stack.action === 'delete') {
    return ports.state.putDocument(operationId, `result/${key}`, { status: 'absent', retained: [] });
  }
  const outputs = Object.keys(ports.catalogue.component(component)?.outputs ?? {});
  const record = {
    component,
    stackName,
    stackId: `arn:aws:cloudformation:eu-west-1:111122223333:stack/${stackName}/1`,
    status: stack.action === 'create' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE',
    templateHash,
    parameters: await stackParameters(operationId, stack, ports),
    outputs: Object.fromEntries(outputs.map((output) => [output, `${component}.${output}`])),
    tags,
    data,
    updatedAt: ports.time.now().toISOString(),
  };
  await ports.state.putDocument(operationId, `result/${key}`, { status: 'present', record });
}

async function repeated<T>(runs: number, state: () => Promise<T>): Promise<T> {
  let answer = await state();
  for (let again = 1; again < runs; again++) answer = await state();
  return answer;
}
