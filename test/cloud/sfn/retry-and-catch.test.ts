import { describe, expect, it } from 'vitest';
import { FunctionThrew, functionArn, jsonata, jsonPath, secondsOf, sfnKernel } from './sfn-kernel.ts';

const failing = (name: string) => () => {
  throw new FunctionThrew(name, 'because');
};

const failingTimes = (times: number, name: string) => {
  let calls = 0;
  return () => {
    if (calls++ < times) throw new FunctionThrew(name);
    return { calls };
  };
};

describe('Retry', () => {
  it('waits longer before each attempt, never longer than MaxDelaySeconds', async () => {
    const { run } = sfnKernel({ functions: { flaky: failingTimes(4, 'Flaky') } });
    const execution = await run(
      jsonata({
        Try: {
          Type: 'Task',
          Resource: functionArn('flaky'),
          Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 10, BackoffRate: 3, MaxAttempts: 5, MaxDelaySeconds: 60 }],
          End: true,
        },
      }),
    );
    const [first, ...others] = secondsOf(execution, 'LambdaFunctionScheduled');
    expect(others.map((seconds) => Math.round(seconds - first!))).toEqual([10, 40, 100, 160]);
    expect(execution.parsed).toEqual({ calls: 5 });
  });

  it('gives up after MaxAttempts and fails with the last error', async () => {
    const { run } = sfnKernel({ functions: { bad: failing('Bad') } });
    const execution = await run(
      jsonata({
        Try: {
          Type: 'Task',
          Resource: functionArn('bad'),
          Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }],
          End: true,
        },
      }),
    );
    expect(secondsOf(execution, 'LambdaFunctionFailed')).toHaveLength(3);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Bad' });
    expect(JSON.parse(execution.cause!)).toEqual({ errorType: 'Bad', errorMessage: 'because' });
  });

  it('counts each retrier by itself', async () => {
    let calls = 0;
    const alternating = () => {
      calls++;
      if (calls <= 4) throw new FunctionThrew(calls % 2 === 0 ? 'Even' : 'Odd');
      return calls;
    };
    const retry = (name: string) => ({ ErrorEquals: [name], MaxAttempts: 2, IntervalSeconds: 1, BackoffRate: 1 });
    const { parsed } = await sfnKernel({ functions: { alternating } }).run(
      jsonata({
        Try: { Type: 'Task', Resource: functionArn('alternating'), Retry: [retry('Even'), retry('Odd')], End: true },
      }),
    );
    expect(parsed).toBe(5);
  });

  it('draws the delay by seed when the jitter is full', async () => {
    const delays = async (seed: number) => {
      const { run } = sfnKernel({ functions: { bad: failing('Bad') }, seed });
      const retry = {
        ErrorEquals: ['Bad'],
        IntervalSeconds: 100,
        MaxAttempts: 2,
        BackoffRate: 1,
        JitterStrategy: 'FULL',
      };
      const execution = await run(
        jsonata({ Try: { Type: 'Task', Resource: functionArn('bad'), Retry: [retry], End: true } }),
      );
      return secondsOf(execution, 'LambdaFunctionScheduled');
    };
    const drawn = await delays(7);
    expect(await delays(7)).toEqual(drawn);
    expect(await delays(8)).not.toEqual(drawn);
    expect(drawn[2]! - drawn[0]!).toBeLessThan(200);
  });

  it('does not retry a definition that reads a path which is not there', async () => {
    const { run } = sfnKernel({ functions: { ok: () => 1 } });
    const execution = await run(
      jsonPath({
        Try: {
          Type: 'Task',
          Resource: functionArn('ok'),
          InputPath: '$.missing',
          Retry: [{ ErrorEquals: ['States.ALL'] }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Try' }],
          End: true,
        },
      }),
    );
    expect(execution.error).toBe('States.Runtime');
    expect(execution.cause).toBe(
      "An error occurred while executing the state 'Try' (entered at the event id #2). " +
        "Invalid path '$.missing' : No results for path: $['missing']",
    );
  });
});

describe('Catch', () => {
  it('goes on with the error as output, and with what Output and Assign make of it', async () => {
    const { run } = sfnKernel({ functions: { bad: failing('Bad') } });
    const { parsed } = await run(
      jsonata({
        Try: {
          Type: 'Task',
          Resource: functionArn('bad'),
          Catch: [
            { ErrorEquals: ['Other'], Next: 'Wrong' },
            {
              ErrorEquals: ['States.TaskFailed'],
              Output: { name: '{% $states.errorOutput.Error %}', order: '{% $states.input.order %}' },
              Assign: { why: '{% $parse($states.errorOutput.Cause).errorMessage %}' },
              Next: 'Show',
            },
          ],
          Next: 'Wrong',
        },
        Show: { Type: 'Pass', Output: { caught: '{% $states.input %}', why: '{% $why %}' }, End: true },
        Wrong: { Type: 'Fail' },
      }),
      { order: 7 },
    );
    expect(parsed).toEqual({ caught: { name: 'Bad', order: 7 }, why: 'because' });
  });

  it('places the error at ResultPath in JSONPath', async () => {
    const { run } = sfnKernel({ functions: { bad: failing('Bad') } });
    const { parsed } = await run(
      jsonPath({
        Try: {
          Type: 'Task',
          Resource: functionArn('bad'),
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'End' }],
          End: true,
        },
        End: { Type: 'Succeed' },
      }),
      { order: 7 },
    );
    expect(parsed).toEqual({
      order: 7,
      failure: { Error: 'Bad', Cause: '{"errorType":"Bad","errorMessage":"because"}' },
    });
  });

  it('takes an evaluation error, which a retry may repeat first', async () => {
    const { run } = sfnKernel({ functions: { ok: () => ({}) } });
    const { parsed, history } = await run(
      jsonata({
        Try: {
          Type: 'Task',
          Resource: functionArn('ok'),
          Output: '{% $states.result.missing %}',
          Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Output: 'caught', Next: 'End' }],
          End: true,
        },
        End: { Type: 'Succeed' },
      }),
    );
    expect(parsed).toBe('caught');
    expect(history.filter(({ type }) => type === 'EvaluationFailed')).toHaveLength(2);
  });

  it('does not let States.TaskFailed take a timeout', async () => {
    const { run } = sfnKernel({ functions: { never: () => new Promise(() => {}) } });
    const execution = await run(
      jsonata({
        Try: {
          Type: 'Task',
          Resource: functionArn('never'),
          TimeoutSeconds: '{% $states.input.limit %}',
          Catch: [
            { ErrorEquals: ['States.TaskFailed'], Output: 'task failed', Next: 'End' },
            { ErrorEquals: ['States.Timeout'], Output: 'timed out', Next: 'End' },
          ],
          End: true,
        },
        End: { Type: 'Succeed' },
      }),
      { limit: 30 },
    );
    expect(execution.parsed).toBe('timed out');
    const [scheduled] = secondsOf(execution, 'LambdaFunctionScheduled');
    expect(secondsOf(execution, 'LambdaFunctionTimedOut').map((at) => Math.round(at - scheduled!))).toEqual([30]);
  });
});
