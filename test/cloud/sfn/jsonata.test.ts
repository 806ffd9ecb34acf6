import { describe, expect, it } from 'vitest';
import { functionArn, jsonata, jsonPath, sfnKernel } from './sfn-kernel.ts';

const output = async (expression: unknown, input: unknown = {}, seed = 1) => {
  const { run } = sfnKernel({ seed });
  const execution = await run(jsonata({ Only: { Type: 'Pass', Output: expression, End: true } }), input);
  return execution.status === 'SUCCEEDED' ? execution.parsed : execution.cause;
};

describe('JSONata', () => {
  it('evaluates only strings between the marks, and keeps every other value as it is', async () => {
    const template = { sum: '{% 1 + 2 %}', text: 'not {% 1 %}', list: ['{% $states.input.a %}', null, true] };
    expect(await output(template, { a: 'x' })).toEqual({ sum: 3, text: 'not {% 1 %}', list: ['x', null, true] });
  });

  it('has the functions that AWS adds', async () => {
    expect(await output('{% $partition([1,2,3,4,5], 2) %}')).toEqual([[1, 2], [3, 4], [5]]);
    expect(await output('{% $range(0, 10, 5) %}')).toEqual([0, 5, 10]);
    expect(await output('{% $hash("plinth", "SHA-256") %}')).toBe(
      await output('{% $hash($states.input, "SHA-256") %}', 'plinth'),
    );
    expect(await output('{% $hash("abc", "MD5") %}')).toBe('900150983cd24fb0d6963f7d28e17f72');
    expect(await output('{% $parse("{\\"a\\": [1]}").a %}')).toEqual([1]);
    expect(await output('{% $random(5) = $random(5) %}')).toBe(true);
    expect(await output('{% $uuid() %}')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('draws chance and time from the cloud, so that a run can be repeated', async () => {
    const expression = '{% { "id": $uuid(), "chance": $random(), "now": $now(), "millis": $millis() } %}';
    const first = await output(expression, {}, 3);
    expect(await output(expression, {}, 3)).toEqual(first);
    expect(first.now).toBe(new Date(first.millis).toISOString());
    expect(first.now).toMatch(/^2026-01-05T09:00/);
  });

  it('refuses $eval, functions as results, and results that are nothing', async () => {
    expect(await output('{% $eval("1") %}')).toContain('threw an error during evaluation');
    expect(await output('{% function($x) { $x } %}')).toContain('returned an unsupported result type.');
    expect(await output('{% $states.input.missing %}')).toContain("field 'Output' returned nothing (undefined).");
  });

  it('ends an expression that recurses without end', async () => {
    expect(await output('{% ($f := function($n) { 1 + $f($n) }; $f(1)) %}')).toContain(
      'threw an error during evaluation',
    );
  });

  it('fails a Wait by a timestamp that AWS would not read', async () => {
    const { cause } = await sfnKernel().run(
      jsonata({ Wait: { Type: 'Wait', Timestamp: '{% $states.input.at %}', End: true } }),
      { at: '2016-12-05 21:29:29Z' },
    );
    expect(cause).toBe(
      "An error occurred while executing the state 'Wait' (entered at the event id #2). The Timestamp field cannot be " +
        'parsed as an ISO-8601 extended offset date-time format string: 2016-12-05 21:29:29Z',
    );
  });
});

describe('variables', () => {
  it('are assigned together after the state: neither Output nor another assignment sees the new value', async () => {
    const { parsed, history } = await sfnKernel().run(
      jsonata({
        First: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'Swap' },
        Swap: {
          Type: 'Pass',
          Assign: { x: '{% $y %}', y: '{% $x %}' },
          Output: { seen: '{% [$x, $y] %}' },
          Next: 'Show',
        },
        Show: { Type: 'Pass', Output: { seen: '{% $states.input.seen %}', now: '{% [$x, $y] %}' }, End: true },
      }),
    );
    expect(parsed).toEqual({ seen: [1, 2], now: [2, 1] });
    const exited = history.find(({ stateExitedEventDetails }) => stateExitedEventDetails?.name === 'Swap');
    expect(exited?.stateExitedEventDetails).toMatchObject({
      assignedVariables: { x: '2', y: '1' },
      assignedVariablesDetails: { truncated: false },
    });
  });

  it('of an outer scope are read inside, and inner ones are gone outside', async () => {
    const { cause } = await sfnKernel().run(
      jsonata({
        Set: { Type: 'Pass', Assign: { outer: 'seen' }, Next: 'Both' },
        Both: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'In',
              States: {
                In: { Type: 'Pass', Assign: { inner: '{% $outer %}' }, Next: 'Show' },
                Show: { Type: 'Pass', Output: '{% $inner %}', End: true },
              },
            },
          ],
          Assign: { branches: '{% $states.result %}' },
          Next: 'Ask',
        },
        Ask: { Type: 'Pass', Output: { found: '{% $branches %}', lost: '{% $inner %}' }, End: true },
      }),
    );
    expect(cause).toContain("The JSONata expression '$inner' specified for the field 'Output/lost' returned nothing");
  });

  it('may not be assigned inside when an outer scope assigns them', async () => {
    const definition = jsonata({
      Set: { Type: 'Pass', Assign: { x: 1 }, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'In', States: { In: { Type: 'Pass', Assign: { x: 2 }, End: true } } }],
        End: true,
      },
    });
    await expect(sfnKernel().run(definition)).rejects.toThrow('The variable "x" is assigned in an outer scope already');
  });

  it('are assigned by the choice rule that holds, or by the state for the default', async () => {
    const machine = jsonata({
      Which: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.big %}', Assign: { size: 'big' }, Output: 'by rule', Next: 'Show' }],
        Default: 'Show',
        Assign: { size: 'small' },
      },
      Show: { Type: 'Pass', Output: ['{% $size %}', '{% $states.input %}'], End: true },
    });
    expect((await sfnKernel().run(machine, { big: true })).parsed).toEqual(['big', 'by rule']);
    expect((await sfnKernel().run(machine, { big: false })).parsed).toEqual(['small', { big: false }]);
  });

  it('serve JSONPath states too, beside JSONata states of the same machine', async () => {
    const { run } = sfnKernel({ functions: { price: () => ({ amount: 12 }) } });
    const { parsed } = await run(
      jsonPath({
        Price: {
          Type: 'Task',
          Resource: functionArn('price'),
          Assign: { 'cost.$': '$.amount' },
          ResultPath: null,
          Next: 'Add',
        },
        Add: {
          Type: 'Pass',
          QueryLanguage: 'JSONata',
          Output: { total: '{% $cost + $states.input.fee %}' },
          Next: 'Show',
        },
        Show: { Type: 'Pass', Parameters: { 'total.$': '$.total', 'cost.$': '$cost' }, End: true },
      }),
      { fee: 3 },
    );
    expect(parsed).toEqual({ total: 15, cost: 12 });
  });
});
