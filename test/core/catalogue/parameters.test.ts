import { describe, expect, it } from 'vitest';
import type { ComponentParameter } from '../../../src/core/catalogue/component.ts';
import { parameterSchema } from '../../../src/core/catalogue/parameter-schema.ts';
import { parameterValue } from '../../../src/core/catalogue/parameter-value.ts';
import { settableParameters } from '../../../src/core/catalogue/settable-parameters.ts';
import { catalogueOf, smallCatalogue } from '../templates.ts';

function parameter(given: Partial<ComponentParameter>): ComponentParameter {
  return { name: 'Size', type: 'String', description: 'How large.', noEcho: false, ...given };
}

describe('settableParameters', () => {
  it('leaves out what the platform and required components fill', () => {
    const names = (component: string) =>
      settableParameters(smallCatalogue.component(component)!, smallCatalogue).map(({ name }) => name);
    expect(names('egress')).toEqual(['Kind']);
    expect(names('service')).toEqual(['Port']);
    expect(names('task')).toEqual([]);
    expect(names('network')).toEqual(['Cidr', 'Zones']);
  });
});

describe('parameterValue', () => {
  it.each([
    ['text', parameter({}), 'a', 'a'],
    ['a number', parameter({ type: 'Number' }), 8080, '8080'],
    ['a number written as text', parameter({ type: 'Number' }), '12', '12'],
    ['a fraction where the default is one', parameter({ type: 'Number', default: '4.0' }), 2.5, '2.5'],
    ['a multiple of its step', parameter({ type: 'Number', default: '0.1', step: 0.1 }), 0.7, '0.7'],
    ['a whole number for text', parameter({ allowedPattern: '[0-9]' }), 7, '7'],
    ['a list', parameter({ type: 'CommaDelimitedList' }), ['a', 'b'], 'a,b'],
    ['a list written as text', parameter({ type: 'CommaDelimitedList' }), 'a, b', 'a,b'],
    ['a list of nothing', parameter({ type: 'CommaDelimitedList', allowedPattern: '([a-z]+)?' }), [], ''],
    ['a number twice in a list', parameter({ type: 'List<Number>' }), [10, 10], '10,10'],
    ['a boolean', parameter({ allowedValues: ['true', 'false'] }), true, 'true'],
    ['a number where its text is allowed', parameter({ allowedValues: ['2', '3'] }), 3, '3'],
  ])('takes %s', (_, declared, given, value) => {
    expect(parameterValue(declared, given)).toEqual({ ok: true, value });
  });

  it.each([
    ['a fraction for text', parameter({}), 1.5, 'expected text'],
    [
      'a fraction for a number that has none',
      parameter({ type: 'Number' }),
      20.5,
      "expected a whole number, not '20.5'",
    ],
    ['a number with a plus', parameter({ type: 'Number' }), '+20', "expected a number, not '+20'"],
    ['a boolean for text', parameter({}), true, 'expected text'],
    ['text for a number', parameter({ type: 'Number' }), '1e3', "expected a number, not '1e3'"],
    ['a number out of range', parameter({ type: 'Number', maxValue: 10 }), 11, 'at most 10'],
    ['a number below the range', parameter({ type: 'Number', minValue: 5 }), 4, 'at least 5'],
    [
      'a third where it counts in halves',
      parameter({ type: 'Number', default: '0.5', step: 0.5 }),
      0.3,
      'in steps of 0.5, not 0.3',
    ],
    ['a value that is not allowed', parameter({ allowedValues: ['a', 'b'] }), 'c', 'one of a, b'],
    [
      'a list item that is not allowed',
      parameter({ type: 'CommaDelimitedList', allowedValues: ['a'] }),
      ['a', 'c'],
      'one of a',
    ],
    [
      'a list item with a comma',
      parameter({ type: 'CommaDelimitedList' }),
      ['a,b'],
      'expected a list or a comma-separated string',
    ],
    [
      'a list of nothing where the template has no pattern for it',
      parameter({ type: 'CommaDelimitedList', allowedPattern: '[a-z]+' }),
      [],
      'must match [a-z]+',
    ],
    [
      'a list that names something twice',
      parameter({ type: 'CommaDelimitedList' }),
      ['logs', 'kms', 'logs'],
      "contains 'logs' twice; name it once",
    ],
    ['text that matches only in part', parameter({ allowedPattern: '[a-z]+' }), 'abc1', 'must match [a-z]+'],
    ['text that is too long', parameter({ maxLength: 2 }), 'abc', 'at most 2 characters'],
    [
      'what CloudFormation would resolve',
      parameter({}),
      '{{resolve:ssm:x}}',
      'dynamic references (`{{resolve:`) are not allowed',
    ],
    ['control characters', parameter({}), 'a\u0000b', 'no control characters'],
    ['an object', parameter({}), { a: 1 }, 'expected text'],
    ['infinity', parameter({ type: 'Number' }), Number.POSITIVE_INFINITY, 'expected a number'],
  ])('refuses %s', (_, declared, given, problem) => {
    expect(parameterValue(declared, given)).toEqual({ ok: false, problem });
  });

  it("answers in the template's own words where it has some", () => {
    const declared = parameter({ allowedPattern: '[a-z]+', constraintDescription: 'must be a small word' });
    expect(parameterValue(declared, 'A')).toEqual({ ok: false, problem: 'must be a small word' });
  });
});

describe('parameterSchema', () => {
  it('is the JSON Schema of what a spec may say', () => {
    const catalogue = catalogueOf({
      mysql: {
        steps: { Capacity: '0.5' },
        parameters: {
          Environment: {},
          Capacity: { Type: 'Number', Default: '0.5' },
          Storage: { Type: 'Number', Default: 20, MinValue: 20, MaxValue: 100 },
          MultiZone: { AllowedValues: [true, false], Default: false },
          Zones: { AllowedValues: ['2', '3'] },
          Sources: { Type: 'CommaDelimitedList', Default: 'a,b' },
          Password: { NoEcho: true, MinLength: 8, AllowedPattern: '[a-z]+' },
        },
      },
    });
    const text = { type: 'string', maxLength: 4096 };
    expect(parameterSchema(catalogue.component('mysql')!, catalogue)).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $comment: expect.stringContaining('a number as a string of digits'),
      title: 'mysql',
      description: 'The mysql of a test.',
      type: 'object',
      additionalProperties: false,
      properties: {
        Capacity: { description: 'What Capacity should be.', type: 'number', multipleOf: 0.5, default: 0.5 },
        Storage: { description: 'What Storage should be.', type: 'integer', minimum: 20, maximum: 100, default: 20 },
        MultiZone: { description: 'What MultiZone should be.', enum: [true, false, 'true', 'false'], default: false },
        Zones: { description: 'What Zones should be.', enum: ['2', 2, '3', 3] },
        Sources: {
          description: 'What Sources should be.',
          type: 'array',
          items: { ...text, not: { pattern: expect.stringContaining(',|') } },
          maxItems: 200,
          uniqueItems: true,
          default: ['a', 'b'],
        },
        Password: {
          description: 'What Password should be.',
          ...text,
          minLength: 8,
          pattern: '^(?:[a-z]+)$',
          not: { pattern: expect.stringContaining('resolve:') },
          writeOnly: true,
        },
      },
    });
  });
});
