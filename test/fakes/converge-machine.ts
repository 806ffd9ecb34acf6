import { awaitRequirements } from '../../src/core/converge/await-requirements.ts';
import { planConverge } from '../../src/core/converge/plan-converge.ts';
import { recordStack } from '../../src/core/converge/record-stack.ts';
import { settle } from '../../src/core/converge/settle.ts';
import { PlinthError } from '../../src/core/errors.ts';
import type { PlannedStack } from '../../src/core/plan/plan.ts';
import { readPlannedStack } from '../../src/core/plan/plan-documents.ts';
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
  /** Task tokens of the branches that have not gone on. */
  readonly waiting: Set<string>;
}

/** The states of the machine `converge`, without Step Functions: branches go on as their task tokens are answered. */
export async function runConverge(operationId: string, ports: FakePorts, script: Script = {}): Promise<Trace> {
  return runConverges([operationId], ports, script);
}

/** Several of these at once: each makes its plan, and then the branches of all go on as they are let go. */
export async function runConverges(
  operationIds: readonly string[],
  ports: FakePorts,
  script: Script = {},
): Promise<Trace> {
  const trace: Trace = [];
  const runs = operationIds.map((operationId): Run => ({ operationId, ports, script, trace, waiting: new Set() }));
  for (const run of runs) await caught(run, () => begin(run));
  while (runs.some(({ waiting }) => waiting.size > 0)) {
    const run = runs.find(({ waiting }) => answered(waiting, ports));
    if (!run) throw new Error(`${runs.flatMap(({ waiting }) => [...waiting])} wait for ever`);
    await caught(run, () => goOn(run));
  }
  return trace;
}

async function begin(run: Run): Promise<void> {
  const { operationId, ports, script, waiting } = run;
  const repeat = <T>(state: () => Promise<T>) => repeated(script.runs ?? 1, state);
  const { stacks } = await repeat(() => planConverge({ operationId }, ports));
  for (const { stackKey } of stacks) {
    const taskToken = `${operationId} ${stackKey}`;
    await repeat(() => awaitRequirements({ operationId, stackKey, taskToken }, ports));
    waiting.add(taskToken);
  }
  if (stacks.length === 0) await end(run);
}

async function goOn(run: Run): Promise<void> {
  const { taskToken, error } = answered(run.waiting, run.ports) as Answered;
  run.waiting.delete(taskToken);
  await finishBranch(run, taskToken.slice(run.operationId.length + 1), error);
  if (run.waiting.size === 0) await end(run);
}

async function end({ operationId, ports, script }: Run): Promise<void> {
  await repeated(script.runs ?? 1, () => settle({ operationId }, ports));
}

type Answered = FakePorts['workflows']['answers'][number];

function answered(waiting: ReadonlySet<string>, { workflows }: FakePorts): Answered | undefined {
  return workflows.answers.find(({ taskToken }) => waiting.has(taskToken));
}

/** The machine's Catch. */
async function caught({ operationId, ports, waiting }: Run, states: () => Promise<void>): Promise<void> {
  try {
    await states();
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error;
    waiting.clear();
    const cause = JSON.stringify({ errorType: error.code, errorMessage: error.message });
    await settle({ operationId, error: { Error: error.code, Cause: cause } }, ports);
  }
}

async function finishBranch(run: Run, stackKey: string, requirement: string | undefined): Promise<void> {
  const { operationId, ports, script, trace } = run;
  const stack = await readPlannedStack({ operationId, stackKey }, ports);
  const reason = requirement ?? script.failing?.[stackKey];
  if (reason === undefined) {
    trace.push(`${stack.action === 'delete' ? '-' : '+'}${stackKey}`);
    await changeStack(operationId, stack, stack.planOnly ? undefined : ports);
  }
  const told = ports.workflows.causes.get(`${operationId} ${stackKey}`);
  const error = { Error: requirement ?? 'StackFailed', Cause: told ?? reason ?? '' };
  const outcome = reason === undefined ? ({ status: 'succeeded' } as const) : ({ status: 'failed', error } as const);
  await repeated(script.runs ?? 1, () => recordStack({ operationId, stackKey, outcome }, ports));
}

/** What `change-stack` leaves behind of a success. Each output is `<component>.<output>`. */
async function changeStack(operationId: string, stack: PlannedStack, ports: FakePorts | undefined): Promise<void> {
  if (!ports) return;
  const { component, stackName, templateHash, tags, data, stackKey } = stack;
  if (stack.action === 'delete') {
    return ports.state.putDocument(operationId, `result/${stackKey}`, { status: 'absent', retained: [] });
  }
  const outputs = Object.keys(ports.catalogue.component(component)?.outputs ?? {});
  const record = {
    component,
    stackName,
    stackId: `arn:aws:cloudformation:eu-west-1:111122223333:stack/${stackName}/1`,
    status: stack.action === 'create' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE',
    templateHash,
    parameters: await stackParameters(stack, ports),
    outputs: Object.fromEntries(outputs.map((output) => [output, `${component}.${output}`])),
    tags,
    data,
    updatedAt: ports.time.now().toISOString(),
  };
  await ports.state.putDocument(operationId, `result/${stackKey}`, { status: 'present', record });
}

async function repeated<T>(runs: number, state: () => Promise<T>): Promise<T> {
  let answer = await state();
  for (let again = 1; again < runs; again++) answer = await state();
  return answer;
}
