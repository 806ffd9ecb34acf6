import { describe, expect, it } from 'vitest';
import { matchesChoiceRule } from '../../../src/cloud/services/sfn/asl/choice-rule.ts';
import type { ChoiceRule, Json } from '../../../src/cloud/services/sfn/asl/definition.ts';
import { evaluateIntrinsic } from '../../../src/cloud/services/sfn/asl/intrinsic-function.ts';
import { lookupPath } from '../../../src/cloud/services/sfn/asl/json-path.ts';
import { functionArn, jsonPath, sfnKernel } from './sfn-kernel.ts';

const roots = (data: Json) => ({ data, context: { Execution: { Name: 'e' } }, variables: { v: { deep: [1, 2] } } });
const host = { random: () => 0.5, uuid: () => 'uuid', nowMs: () => 0 };

const store = {
  books: [
    { title: 'A', price: 8, tags: ['x'] },
    { title: 'B', price: 23, tags: ['x', 'y'] },
    { title: 'C', price: 12, isbn: '1' },
  ],
  "it's": 1,
  'odd name': { 'a.b': true },
};

describe('paths', () => {
  it.each<[string, unknown]>([
    ['$', store],
    ['$.books[0].title', 'A'],
    ['$.books[-1].title', 'C'],
    ["$['it\\'s']", 1],
    ["$['odd name']['a.b']", true],
    ['$.books[*].price', [8, 23, 12]],
    ['$.books[0:2].title', ['A', 'B']],
    ['$.books[0,2].title', ['A', 'C']],
    ['$..price', [8, 23, 12]],
    ['$.books[?(@.price < 20)].title', ['A', 'C']],
    ["$.books[?(@.isbn && @.title == 'C')].price", [12]],
    ["$.books[?(@.title == 'A' || @.price > 20)].title", ['A', 'B']],
    ['$.books[?(@.price > 100)]', []],
    ['$$.Execution.Name', 'e'],
    ['$v.deep[1]', 2],
    ['$.missing', undefined],
    ['$.books[9]', undefined],
    ['$w', undefined],
  ])('%s', (path, value) => {
    expect(lookupPath(path, roots(store))).toEqual(value);
  });
});

describe("intrinsic functions, with the examples of AWS's documentation", () => {
  const data = {
    name: 'Arnav',
    id: 123456,
    inputArray: [1, 2, 3, 4, 5, 6, 7, 8, 9],
    lookingFor: 5,
    index: 5,
    repeated: [1, 2, 3, 3, 3, 3, 3, 3, 4],
    json1: { a: { a1: 1, a2: 2 }, b: 2 },
    json2: { a: { a3: 1, a4: 2 }, c: 3 },
    escaped: '{"foo": "bar"}',
    value1: 111,
    step: -1,
    csv: '1,2,3,4,5',
    mixed: 'This.is+a,test=string',
    splitter: '.+,=',
  };
  it.each<[string, unknown]>([
    ["States.Format('Hello, my name is {}.', $.name)", 'Hello, my name is Arnav.'],
    ["States.Format('Hello, my name is {}, id {}', $.name, $.id)", 'Hello, my name is Arnav, id 123456'],
    ["States.Format('\\{\\} it\\'s {}', true)", "{} it's true"],
    ['States.ArrayPartition($.inputArray, 4)', [[1, 2, 3, 4], [5, 6, 7, 8], [9]]],
    ['States.ArrayContains($.inputArray, $.lookingFor)', true],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayGetItem($.inputArray, $.index)', 6],
    ['States.ArrayLength($.inputArray)', 9],
    ['States.ArrayUnique($.repeated)', [1, 2, 3, 4]],
    ["States.Base64Encode('Data to encode')", 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('RGF0YSB0byBkZWNvZGU=')", 'Data to decode'],
    ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['States.JsonMerge($.json1, $.json2, false)', { a: { a3: 1, a4: 2 }, b: 2, c: 3 }],
    ['States.StringToJson($.escaped)', { foo: 'bar' }],
    ['States.JsonToString($.json1)', '{"a":{"a1":1,"a2":2},"b":2}'],
    ['States.MathRandom(1, 999)', 500],
    ['States.MathAdd($.value1, $.step)', 110],
    ["States.StringSplit($.csv, ',')", ['1', '2', '3', '4', '5']],
    ['States.StringSplit($.mixed, $.splitter)', ['This', 'is', 'a', 'test', 'string']],
    ['States.UUID()', 'uuid'],
    ["States.Array($.id, 'two', null)", [123456, 'two', null]],
    ["States.Format('{}', States.ArrayGetItem(States.StringSplit($.csv, ','), 2))", '3'],
  ])('%s', (text, value) => {
    expect(evaluateIntrinsic(text, roots(data), host)).toEqual(value);
  });

  it.each([
    "States.Format('{} {}', 1)",
    'States.ArrayGetItem($.inputArray, 99)',
    "States.Hash('x', 'CRC')",
    'States.ArrayRange(1, 9, 0)',
  ])('%s fails with States.IntrinsicFailure', (text) => {
    expect(() => evaluateIntrinsic(text, roots(data), host)).toThrow(
      expect.objectContaining({ errorName: 'States.IntrinsicFailure' }),
    );
  });
});

describe('choice rules', () => {
  const data = { n: 20, s: 'log-1.txt', t: '2016-08-18T17:33:00Z', yes: true, nil: null, other: 20 };
  it.each<[ChoiceRule, boolean]>([
    [{ Variable: '$.n', NumericEquals: 20 }, true],
    [{ Variable: '$.n', NumericLessThanEquals: 19 }, false],
    [{ Variable: '$.n', NumericGreaterThanPath: '$.other' }, false],
    [{ Variable: '$.n', NumericEqualsPath: '$.other' }, true],
    [{ Variable: '$.n', StringEquals: '20' }, false],
    [{ Variable: '$.s', StringMatches: 'log-*.txt' }, true],
    [{ Variable: '$.s', StringMatches: 'log-\\*.txt' }, false],
    [{ Variable: '$.s', StringGreaterThan: 'log-0' }, true],
    [{ Variable: '$.t', TimestampLessThan: '2016-08-18T19:33:01+01:00' }, true],
    [{ Variable: '$.yes', BooleanEquals: true }, true],
    [{ Variable: '$.nil', IsNull: true }, true],
    [{ Variable: '$.n', IsString: false }, true],
    [{ Variable: '$.t', IsTimestamp: true }, true],
    [{ Variable: '$.missing', IsPresent: false }, true],
    [{ And: [{ Variable: '$.n', IsNumeric: true }, { Not: { Variable: '$.yes', BooleanEquals: false } }] }, true],
    [
      {
        Or: [
          { Variable: '$.n', NumericEquals: 1 },
          { Variable: '$.s', StringEquals: 'x' },
        ],
      },
      false,
    ],
  ])('%j', (rule, holds) => {
    expect(matchesChoiceRule(rule, roots(data))).toBe(holds);
  });

  it('fails the execution when nothing matches and there is no default', async () => {
    const { error, cause } = await sfnKernel().run(
      jsonPath({
        Which: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'End' }] },
        End: { Type: 'Succeed' },
      }),
      { n: 2 },
    );
    expect(error).toBe('States.NoChoiceMatched');
    expect(cause).toContain("executing the state 'Which' (entered at the event id #2).");
  });
});

describe('the flow of data through a JSONPath Task', () => {
  it('takes InputPath, Parameters, ResultSelector, ResultPath and OutputPath in turn', async () => {
    const { run } = sfnKernel({ functions: { echo: (event: unknown) => ({ event, noise: 1 }) } });
    const { parsed, history } = await run(
      jsonPath({
        Do: {
          Type: 'Task',
          Resource: functionArn('echo'),
          InputPath: '$.in',
          Parameters: { 'v.$': '$.value', 'who.$': '$$.State.Name', fixed: 1 },
          ResultSelector: { 'kept.$': '$.event' },
          ResultPath: '$.results.first',
          OutputPath: '$.results',
          End: true,
        },
      }),
      { in: { value: 5 }, other: true },
    );
    expect(parsed).toEqual({ first: { kept: { v: 5, who: 'Do', fixed: 1 } } });
    expect(history[2]?.lambdaFunctionScheduledEventDetails?.input).toBe('{"v":5,"who":"Do","fixed":1}');
  });

  it('drops the result with a ResultPath of null, and everything with a path of null', async () => {
    const { run } = sfnKernel({ functions: { any: () => 1 } });
    const task = { Type: 'Task', Resource: functionArn('any'), End: true };
    expect((await run(jsonPath({ Do: { ...task, ResultPath: null } }), { a: 1 })).parsed).toEqual({ a: 1 });
    expect((await run(jsonPath({ Do: { ...task, OutputPath: null } }), { a: 1 })).parsed).toEqual({});
  });

  it('names the template field whose path leads nowhere', async () => {
    const { cause } = await sfnKernel().run(
      jsonPath({ Do: { Type: 'Pass', Parameters: { 'value.$': '$.no_such_jsonpath' }, End: true } }),
      { a: 1 },
    );
    expect(cause).toBe(
      "An error occurred while executing the state 'Do' (entered at the event id #2). The JSONPath '$.no_such_jsonpath' " +
        `specified for the field 'value.$' could not be found in the input '{"a":1}'`,
    );
  });

  it.each([
    [{ SecondsPath: '$.s' }, { s: 1.5 }, 'The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5'],
    [{ SecondsPath: '$.s' }, { s: -1 }, 'The SecondsPath parameter references a negative value: $.s == -1'],
    [{ SecondsPath: '$.s' }, {}, 'The SecondsPath parameter does not reference an input value: $.s'],
  ])('refuses to wait by %j of %j', async (fields, input, complaint) => {
    const { cause } = await sfnKernel().run(jsonPath({ Wait: { Type: 'Wait', ...fields, End: true } }), input);
    expect(cause).toContain(complaint);
  });

  it('waits until a timestamp', async () => {
    const { startDate, stopDate } = await sfnKernel().run(
      jsonPath({ Wait: { Type: 'Wait', TimestampPath: '$.at', End: true } }),
      { at: '2026-01-05T10:00:00Z' },
    );
    expect(startDate.toISOString()).toBe('2026-01-05T09:00:00.000Z');
    expect(stopDate!.toISOString()).toBe('2026-01-05T10:00:00.000Z');
  });
});
