import { describe, expect, it } from 'vitest';
import { FunctionThrew, functionArn, jsonata, jsonPath, outline, sfnKernel } from './sfn-kernel.ts';

const branch = (states: object) => ({ StartAt: Object.keys(states)[0], States: states });

describe('Parallel', () => {
  it('answers with the branches in their order, whichever is done first', async () => {
    const { parsed, history } = await sfnKernel().run(
      jsonata({
        Both: {
          Type: 'Parallel',
          Branches: [
            branch({ Slow: { Type: 'Wait', Seconds: 20, Output: 'slow', End: true } }),
            branch({ Fast: { Type: 'Wait', Seconds: 10, Output: 'fast', End: true } }),
          ],
          End: true,
        },
      }),
    );
    expect(parsed).toEqual(['slow', 'fast']);
    const end = outline(history).slice(-4);
    const last = history.length;
    expect(end).toEqual([
      expect.stringMatching(/WaitStateExited$/),
      `${last - 2}<${last - 3} ParallelStateSucceeded`,
      `${last - 1}<${last - 3} ParallelStateExited`,
      `${last}<${last - 1} ExecutionSucceeded`,
    ]);
  });

  it('aborts the other branches when one fails, also those inside them', async () => {
    const { history, status, error } = await sfnKernel().run(
      jsonata({
        Both: {
          Type: 'Parallel',
          Branches: [
            branch({
              Soon: { Type: 'Wait', Seconds: 5, Next: 'Bad' },
              Bad: { Type: 'Fail', Error: 'Bad', Cause: 'on purpose' },
            }),
            branch({
              Inner: {
                Type: 'Parallel',
                Branches: [branch({ Long: { Type: 'Wait', Seconds: 1000, End: true } })],
                End: true,
              },
            }),
          ],
          End: true,
        },
      }),
    );
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'Bad' });
    const failedId = history.find(({ type }) => type === 'FailStateEntered')!.id!;
    expect(outline(history).slice(failedId)).toEqual([
      `${failedId + 1}<${failedId} WaitStateAborted`,
      `${failedId + 2}<${failedId} ParallelStateAborted`,
      `${failedId + 3}<${failedId} ParallelStateFailed`,
      `${failedId + 4}<${failedId + 3} ExecutionFailed`,
    ]);
    expect(history.at(-1)!.timestamp!.getTime() - history[0]!.timestamp!.getTime()).toBeLessThan(10_000);
  });

  it('starts all branches again on a retry', async () => {
    let calls = 0;
    const twice = () => {
      if (calls++ === 0) throw new FunctionThrew('Once');
      return calls;
    };
    const { parsed, history } = await sfnKernel({ functions: { twice } }).run(
      jsonata({
        Both: {
          Type: 'Parallel',
          Branches: [branch({ Try: { Type: 'Task', Resource: functionArn('twice'), End: true } })],
          Retry: [{ ErrorEquals: ['Once'] }],
          End: true,
        },
      }),
    );
    expect(parsed).toEqual([2]);
    expect(outline(history).slice(6, 9)).toEqual([
      '7<6 LambdaFunctionFailed',
      '8<7 TaskStateAborted',
      '9<7 ParallelStateStarted',
    ]);
  });
});

describe('Map', () => {
  const waits = (seconds: string) => branch({ Wait: { Type: 'Wait', Seconds: seconds, End: true } });

  it('runs at most MaxConcurrency iterations at once', async () => {
    let running = 0;
    let most = 0;
    const kernel = sfnKernel({
      functions: {
        work: async () => {
          most = Math.max(most, ++running);
          await kernel.kernel.clock.sleep(10);
          running--;
        },
      },
    });
    const { status } = await kernel.run(
      jsonata({
        Each: {
          Type: 'Map',
          Items: '{% [1..7] %}',
          MaxConcurrency: '{% $states.input.limit %}',
          ItemProcessor: branch({ Work: { Type: 'Task', Resource: functionArn('work'), End: true } }),
          End: true,
        },
      }),
      { limit: 3 },
    );
    expect({ status, most }).toEqual({ status: 'SUCCEEDED', most: 3 });
  });

  it('hands each iteration what ItemSelector makes of its item', async () => {
    const { parsed } = await sfnKernel().run(
      jsonata({
        Each: {
          Type: 'Map',
          Items: '{% $states.input.names %}',
          ItemSelector: {
            at: '{% $states.context.Map.Item.Index %}',
            name: '{% $uppercase($states.context.Map.Item.Value) %}',
            of: '{% $states.input.team %}',
          },
          ItemProcessor: branch({ Keep: { Type: 'Pass', End: true } }),
          Output: '{% $states.result.(name & at & of) %}',
          End: true,
        },
      }),
      { names: ['ada', 'bob'], team: 'x' },
    );
    expect(parsed).toEqual(['ADA0x', 'BOB1x']);
  });

  it.each([[2], ['2']])('takes the limit %j from MaxConcurrencyPath', async (limit) => {
    const { history } = await sfnKernel().run(
      jsonPath({
        Each: {
          Type: 'Map',
          ItemsPath: '$.items',
          MaxConcurrencyPath: '$.limit',
          ItemProcessor: branch({ Wait: { Type: 'Wait', Seconds: 5, End: true } }),
          End: true,
        },
      }),
      { items: [1, 2, 3], limit },
    );
    expect(history.slice(3, 6).map(({ type }) => type)).toEqual([
      'MapIterationStarted',
      'MapIterationStarted',
      'WaitStateEntered',
    ]);
  });

  it('does nothing for no items', async () => {
    const { parsed } = await sfnKernel().run(
      jsonata({ Each: { Type: 'Map', Items: [], ItemProcessor: waits('{% 1 %}'), End: true } }),
    );
    expect(parsed).toEqual([]);
  });

  it('refuses items that are no array, in the words of AWS', async () => {
    const { cause, error, history } = await sfnKernel().run(
      jsonata({ Each: { Type: 'Map', Items: '{% 1 %}', ItemProcessor: waits('{% 1 %}'), End: true } }),
    );
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toBe(
      "An error occurred while executing the state 'Each' (entered at the event id #2). The JSONata expression '1' " +
        "specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1",
    );
    expect(outline(history).slice(2)).toEqual(['3<0 EvaluationFailed', '4<3 ExecutionFailed']);
  });

  it('catches what fails inside, after the failed Map is recorded', async () => {
    const { parsed, history } = await sfnKernel().run(
      jsonPath({
        Each: {
          Type: 'Map',
          ItemProcessor: branch({ Bad: { Type: 'Fail', Error: 'HandleItemFailError', Cause: 'HandleItemFailCause' } }),
          Catch: [{ ErrorEquals: ['HandleItemFailError'], Next: 'Final' }],
          End: true,
        },
        Final: { Type: 'Pass', End: true },
      }),
      [1],
    );
    expect(outline(history).slice(4, 8)).toEqual([
      '5<4 FailStateEntered',
      '6<5 MapIterationFailed',
      '7<5 MapStateFailed',
      '8<7 MapStateExited',
    ]);
    expect(parsed).toEqual({ Error: 'HandleItemFailError', Cause: 'HandleItemFailCause' });
  });

  it('is refused loudly in distributed mode', async () => {
    const definition = jsonata({
      Each: {
        Type: 'Map',
        Items: [1],
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...waits('{% 1 %}') },
        End: true,
      },
    });
    await expect(sfnKernel().run(definition)).rejects.toThrow(
      'does not implement states:Map states in DISTRIBUTED mode',
    );
  });
});
