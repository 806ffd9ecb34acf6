import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { machineText } from '../../scripts/machine-reference/machine-definitions.ts';
import { create, functionArn, jsonata, place, sfnKernel } from '../cloud/sfn/sfn-kernel.ts';

const failed = { Failed: { Type: 'Fail', Error: 'StackFailed', Cause: 'stack `network` failed' } };

test.each([
  ['succeeded', { Done: { Type: 'Succeed' } }, { status: 'succeeded' }],
  ['failed', failed, { status: 'failed', error: { Error: 'StackFailed', Cause: 'stack `network` failed' } }],
])(
  'a child execution whose start got no answer and that %s before it was started again is read',
  async (_, states, outcome) => {
    const recorded: unknown[] = [];
    const { kernel, start, finish } = sfnKernel({
      functions: {
        Plan: () => ({ stacks: [{ stackKey: 'network', scope: 'environments/dev' }] }),
        AwaitRequirements: (input: unknown) => {
          const { taskToken } = input as { taskToken: string };
          kernel.background(kernel.invoke('states', 'SendTaskSuccess', { taskToken, output: '{}' }, place));
          return {};
        },
        RecordStack: (input: unknown) => {
          recorded.push(input);
          return {};
        },
        Settle: () => ({}),
      },
    });
    await kernel.clock.drive(create(kernel, jsonata(states), { name: 'ChangeStack' }));
    kernel.faults.inject({
      kind: 'answer lost',
      operation: 'StartExecution',
      input: ({ name }) => name !== undefined,
      times: 2,
    });
    const text = machineText('converge')
      .replaceAll(/\$\{(\w+)StateMachineArn\}/g, 'arn:aws:states:eu-west-1:111122223333:stateMachine:$1')
      .replaceAll(/\$\{(\w+)FunctionArn\}/g, functionArn('$1'));
    const execution = await finish(await start(parse(text, { merge: true }), { operationId: 'op_1' }));
    expect(execution.status).toBe('SUCCEEDED');
    expect(recorded).toMatchObject([{ stackKey: 'network', outcome }]);
  },
);
