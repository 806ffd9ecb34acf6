import { describe, expect, it } from 'vitest';
import { FunctionThrew, functionArn, jsonata, jsonPath, outline, sfnKernel } from './sfn-kernel.ts';

describe('execution history', () => {
  it('records a Pass state as AWS does', async () => {
    const { history, parsed } = await sfnKernel().run(
      jsonPath({ State_1: { Type: 'Pass', Result: { Arg1: 'argument1' }, End: true } }),
    );
    expect(outline(history)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 PassStateEntered',
      '3<2 PassStateExited',
      '4<3 ExecutionSucceeded',
    ]);
    expect(history[0]?.executionStartedEventDetails).toEqual({
      input: '{}',
      inputDetails: { truncated: false },
      roleArn: 'arn:aws:iam::111122223333:role/states',
    });
    expect(history[2]?.stateExitedEventDetails).toEqual({
      name: 'State_1',
      output: '{"Arg1":"argument1"}',
      outputDetails: { truncated: false },
    });
    expect(parsed).toEqual({ Arg1: 'argument1' });
  });

  it('records a function called by its ARN with events of its own', async () => {
    const { run } = sfnKernel({ functions: { hello: () => ({ said: 'hello' }) } });
    const { history } = await run(jsonPath({ Say: { Type: 'Task', Resource: functionArn('hello'), End: true } }));
    expect(outline(history)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 TaskStateEntered',
      '3<2 LambdaFunctionScheduled',
      '4<3 LambdaFunctionStarted',
      '5<4 LambdaFunctionSucceeded',
      '6<5 TaskStateExited',
      '7<6 ExecutionSucceeded',
    ]);
    expect(history[2]?.lambdaFunctionScheduledEventDetails).toEqual({
      resource: functionArn('hello'),
      input: '{}',
      inputDetails: { truncated: false },
    });
  });

  it('records an inline Map with one iteration at a time as AWS does', async () => {
    const { history } = await sfnKernel().run(
      jsonPath({
        Each: {
          Type: 'Map',
          MaxConcurrency: 1,
          ItemProcessor: jsonPath({ Handle: { Type: 'Pass', End: true } }),
          End: true,
        },
      }),
      [1, 2],
    );
    expect(outline(history)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 MapStateEntered',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 PassStateEntered',
      '6<5 PassStateExited',
      '7<6 MapIterationSucceeded',
      '8<6 MapIterationStarted',
      '9<8 PassStateEntered',
      '10<9 PassStateExited',
      '11<10 MapIterationSucceeded',
      '12<11 MapStateSucceeded',
      '13<11 MapStateExited',
      '14<13 ExecutionSucceeded',
    ]);
  });

  it('records a failing iteration, the aborted ones and the failed Map after the event that failed', async () => {
    const { run } = sfnKernel({
      functions: {
        refuse: () => {
          throw new FunctionThrew('Refused', 'no');
        },
      },
    });
    const { history, error } = await run(
      jsonata({
        Each: {
          Type: 'Map',
          Items: [1, 2],
          ItemProcessor: {
            StartAt: 'Which',
            States: {
              Which: {
                Type: 'Choice',
                Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'Pauses' }],
                Default: 'Waits',
              },
              Pauses: { Type: 'Wait', Seconds: 5, Next: 'Fails' },
              Fails: { Type: 'Task', Resource: functionArn('refuse'), End: true },
              Waits: { Type: 'Wait', Seconds: 60, End: true },
            },
          },
          End: true,
        },
      }),
    );
    const failedAt = history.findIndex(({ type }) => type === 'LambdaFunctionFailed');
    const failedId = history[failedAt]!.id!;
    const tail = outline(history.slice(failedAt + 1));
    expect(tail).toEqual([
      `${failedId + 1}<${failedId} MapIterationFailed`,
      `${failedId + 2}<${failedId} TaskStateAborted`,
      `${failedId + 3}<${failedId} MapIterationAborted`,
      `${failedId + 4}<${failedId} WaitStateAborted`,
      `${failedId + 5}<${failedId} MapStateFailed`,
      `${failedId + 6}<${failedId + 5} ExecutionFailed`,
    ]);
    expect(error).toBe('Refused');
  });

  it('follows the event before the entry with an evaluation that fails on entering', async () => {
    const { history, cause } = await sfnKernel().run(
      jsonata({ State0: { Type: 'Pass', Output: { result: '{% $doesNotExist %}' }, End: true } }),
    );
    expect(outline(history)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 PassStateEntered',
      '3<0 EvaluationFailed',
      '4<3 ExecutionFailed',
    ]);
    expect(history[2]?.evaluationFailedEventDetails).toEqual({
      error: 'States.QueryEvaluationError',
      cause,
      location: 'Output/result',
      state: 'State0',
    });
    expect(cause).toBe(
      "An error occurred while executing the state 'State0' (entered at the event id #2). The JSONata expression " +
        "'$doesNotExist' specified for the field 'Output/result' returned nothing (undefined).",
    );
  });
});
