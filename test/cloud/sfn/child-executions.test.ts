import { describe, expect, it } from 'vitest';
import { create, type Described, jsonata, outline, place, type SfnKernel, sfnKernel } from './sfn-kernel.ts';

const child = (kernel: SfnKernel, states: object) => create(kernel.kernel, jsonata(states));

const parent = (machine: string, pattern: string, more: object = {}) =>
  jsonata({
    Child: {
      Type: 'Task',
      Resource: `arn:aws:states:::states:startExecution${pattern}`,
      Arguments: { StateMachineArn: machine, Name: 'child', Input: { n: '{% $states.input.n %}' } },
      End: true,
      ...more,
    },
  });

const doubles = { Double: { Type: 'Pass', Output: { twice: '{% $states.input.n * 2 %}' }, End: true } };
const waitsLong = { Long: { Type: 'Wait', Seconds: 1000, End: true } };

const statusOf = async (kernel: SfnKernel, machine: string) => {
  const executionArn = machine.replace(':stateMachine:', ':execution:').concat(':child');
  return (await kernel.call<Described>('DescribeExecution', { executionArn })).status;
};

describe('states:startExecution', () => {
  it('goes on at once without .sync', async () => {
    const kernel = sfnKernel();
    const machine = await child(kernel, waitsLong);
    const { parsed } = await kernel.run(parent(machine, ''), { n: 1 });
    expect(parsed.ExecutionArn).toMatch(/:execution:machine-[0-9a-f]{8}:child$/);
    expect(await statusOf(kernel, machine)).toBe('RUNNING');
  });

  it('.sync:2 answers with the output as JSON, .sync with its text', async () => {
    for (const [pattern, output] of [
      ['.sync:2', { twice: 42 }],
      ['.sync', '{"twice":42}'],
    ] as const) {
      const kernel = sfnKernel();
      const { parsed, history } = await kernel.run(parent(await child(kernel, doubles), pattern), { n: 21 });
      expect(parsed).toMatchObject({
        Output: output,
        Status: 'SUCCEEDED',
        Name: 'child',
        OutputDetails: { Included: true },
      });
      expect(outline(history)).toEqual([
        '1<0 ExecutionStarted',
        '2<0 TaskStateEntered',
        '3<2 TaskScheduled',
        '4<3 TaskStarted',
        '5<4 TaskSubmitted',
        '6<5 TaskSucceeded',
        '7<6 TaskStateExited',
        '8<7 ExecutionSucceeded',
      ]);
    }
  });

  it('.sync fails with States.TaskFailed and the child as the cause', async () => {
    const kernel = sfnKernel();
    const machine = await child(kernel, { Bad: { Type: 'Fail', Error: 'SomeFailure', Cause: 'on purpose' } });
    const { error, cause } = await kernel.run(parent(machine, '.sync:2'), { n: 1 });
    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause!)).toMatchObject({
      Error: 'SomeFailure',
      Cause: 'on purpose',
      Status: 'FAILED',
      Name: 'child',
    });
  });

  it('.sync stops the child when the parent is stopped, or does not wait any longer', async () => {
    const stopped = sfnKernel();
    const machine = await child(stopped, waitsLong);
    const arn = await stopped.start(parent(machine, '.sync:2'), { n: 1 });
    await stopped.kernel.clock.drive(stopped.kernel.clock.sleep(10));
    await stopped.call('StopExecution', { executionArn: arn });
    await stopped.kernel.clock.drive(stopped.kernel.clock.sleep(1));
    expect(await statusOf(stopped, machine)).toBe('ABORTED');

    const impatient = sfnKernel();
    const slow = await child(impatient, waitsLong);
    const { error } = await impatient.run(parent(slow, '.sync:2', { TimeoutSeconds: 20 }), { n: 1 });
    expect(error).toBe('States.Timeout');
    expect(await statusOf(impatient, slow)).toBe('ABORTED');
  });

  it('leaves the child alone when a parent without .sync is stopped', async () => {
    const kernel = sfnKernel();
    const machine = await child(kernel, waitsLong);
    const definition = {
      ...parent(machine, '', { End: undefined, Next: 'Wait' }),
    } as { States: Record<string, object> };
    definition.States.Wait = { Type: 'Wait', Seconds: 100, End: true };
    const arn = await kernel.start(definition, { n: 1 });
    await kernel.kernel.clock.drive(kernel.kernel.clock.sleep(10));
    await kernel.call('StopExecution', { executionArn: arn });
    expect(await statusOf(kernel, machine)).toBe('RUNNING');
  });

  it('names the error of a machine that is not there', async () => {
    const missing = `arn:aws:states:${place.region}:${place.account}:stateMachine:missing`;
    const { error, cause } = await sfnKernel().run(parent(missing, '.sync'), { n: 1 });
    expect(error).toBe('StepFunctions.StateMachineDoesNotExistException');
    expect(cause).toContain('(Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist;');
  });
});
