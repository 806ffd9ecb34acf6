import * as lambdaSchemas from '@aws-sdk/client-lambda';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { createKernel, type RunningKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { AccountRegion, CloudEvent, Service } from '../../../src/cloud/kernel/service.ts';
import { sfn, sfnResourceTypes } from '../../../src/cloud/services/sfn/index.ts';

export const place: AccountRegion = { account: '111122223333', region: 'eu-west-1' };

type Handler = (event: unknown) => unknown;

/** A kernel in virtual time with Step Functions and functions written inline. */
export function sfnKernel({ functions = {}, services = [] as readonly Service[], seed = 1 } = {}): SfnKernel {
  const lambda = inlineLambda(functions);
  const kernel = createKernel({ clock: 'virtual', seed }, [sfn, lambda, ...services], sfnResourceTypes);
  const events: CloudEvent[] = [];
  kernel.onPublish((event) => events.push(event));
  const start: SfnKernel['start'] = async (definition, input = {}, options = {}) => {
    const stateMachineArn = await create(kernel, definition);
    const started = { stateMachineArn, input: JSON.stringify(input), ...options };
    const { executionArn } = await kernel.invoke<{ executionArn: string }>('states', 'StartExecution', started, place);
    return executionArn;
  };
  const finish: SfnKernel['finish'] = async (executionArn) => {
    await kernel.clock.drive(ended(kernel, executionArn));
    const { events: history } = await longHistory(kernel, executionArn);
    const described = await kernel.invoke<Described>('states', 'DescribeExecution', { executionArn }, place);
    const parsed = described.output === undefined ? undefined : JSON.parse(described.output);
    return { ...described, history, parsed };
  };
  return {
    kernel,
    events,
    start,
    finish,
    run: async (definition, input) => finish(await start(definition, input)),
    call: (operation, input) => kernel.clock.drive(kernel.invoke('states', operation, input, place)),
  };
}

export interface Described {
  readonly executionArn: string;
  readonly status: string;
  readonly startDate: Date;
  readonly stopDate?: Date;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

export type Finished = Described & {
  readonly history: readonly HistoryEvent[];
  // biome-ignore lint/suspicious/noExplicitAny: an execution's output is whatever its definition makes it.
  readonly parsed: any;
};

export interface SfnKernel {
  readonly kernel: RunningKernel;
  readonly events: readonly CloudEvent[];
  call<T = Record<string, unknown>>(operation: string, input: object): Promise<T>;
  start(definition: object, input?: unknown, options?: object): Promise<string>;
  run(definition: object, input?: unknown): Promise<Finished>;
  finish(executionArn: string): Promise<Finished>;
}

/** `id<previous type` for each event, the shape in which a history is compared. */
export function outline(history: readonly HistoryEvent[]): string[] {
  return history.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);
}

/** Seconds from the execution's start to its first event of a type, rounded to a tenth. */
export function secondsOf(execution: Finished, type: string): number[] {
  return execution.history
    .filter((event) => event.type === type)
    .map((event) => Math.round((event.timestamp!.getTime() - execution.startDate.getTime()) / 100) / 10);
}

export const jsonata = (states: object, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});

export const jsonPath = (states: object, more: object = {}) => ({
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});

export async function create(kernel: RunningKernel, definition: object, options: object = {}): Promise<string> {
  const input = {
    name: `machine-${kernel.random.hex(8)}`,
    definition: JSON.stringify(definition),
    roleArn: 'arn:aws:iam::111122223333:role/states',
    ...options,
  };
  const made = await kernel.invoke<{ stateMachineArn: string }>('states', 'CreateStateMachine', input, place);
  return made.stateMachineArn;
}

function longHistory(kernel: RunningKernel, executionArn: string) {
  const input = { executionArn, maxResults: 1000 };
  return kernel.invoke<{ events: HistoryEvent[] }>('states', 'GetExecutionHistory', input, place);
}

async function ended(kernel: RunningKernel, executionArn: string): Promise<void> {
  for (;;) {
    const { status } = await kernel.invoke<Described>('states', 'DescribeExecution', { executionArn }, place);
    if (status !== 'RUNNING') return;
    await kernel.clock.sleep(1);
  }
}

/** Lambda as far as Step Functions sees it: a function answers, or throws and its error becomes the payload. */
function inlineLambda(functions: Readonly<Record<string, Handler>>): Service {
  return {
    signingName: 'lambda',
    schemas: lambdaSchemas,
    operations: {
      async Invoke({ FunctionName, Payload }: { FunctionName: string; Payload?: Uint8Array }) {
        const handler = functions[FunctionName.split(':').at(-1)!];
        if (handler === undefined) throw new Error(`no function ${FunctionName}`);
        try {
          const event = Payload === undefined ? {} : JSON.parse(Buffer.from(Payload).toString());
          const result = (await handler(event)) ?? null;
          return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: Buffer.from(JSON.stringify(result)) };
        } catch (error) {
          if (!(error instanceof FunctionThrew)) throw error;
          const payload = { errorType: error.name, errorMessage: error.message };
          return { StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from(JSON.stringify(payload)) };
        }
      },
    },
  };
}

/** What a test's function throws to fail by a name. */
export class FunctionThrew extends Error {
  constructor(name: string, message = '') {
    super(message);
    this.name = name;
  }
}

export const functionArn = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
