import { describe, expect, it } from 'vitest';
import { costParameters, MonthlyCost, monthlyCost } from '../../../src/core/catalogue/monthly-cost.ts';

const items = (...lines: readonly object[]) => MonthlyCost.parse(lines);

describe('what a component costs a month', () => {
  it('is nothing where its formula has no lines', () => {
    expect(monthlyCost([], {})).toEqual({ dollars: 0, unknown: [] });
  });

  it('is the sum of its lines, to the cent', () => {
    const lines = items({ Item: 'hours', Dollars: 16.425 }, { Item: 'addresses', Dollars: 7.3 });
    expect(monthlyCost(lines, {})).toEqual({ dollars: 23.73, unknown: [] });
  });

  it('may be written in quotes, as metadata takes fractions', () => {
    const lines = items({ Item: 'hours', DollarsBy: { Class: { small: '0.25' } }, TimesBy: { Kind: { a: '0.5' } } });
    expect(monthlyCost(lines, { Class: 'small', Kind: 'a' })).toEqual({ dollars: 0.13, unknown: [] });
    expect(() => items({ Item: 'hours', Dollars: 'ten' })).toThrow(/a number/);
  });

  it('goes by the value of a parameter, times numbers, times a factor', () => {
    const lines = items({
      Item: 'instances',
      DollarsBy: { Class: { small: 10, large: 40 } },
      Times: ['Count'],
      TimesBy: { Profile: { production: 2 } },
    });
    const dollars = (parameters: Record<string, string>) => monthlyCost(lines, parameters).dollars;
    expect(dollars({ Class: 'small', Count: '3', Profile: 'production' })).toBe(60);
    expect(dollars({ Class: 'large', Count: '1', Profile: 'development' })).toBe(40);
  });

  it('counts the items of a list', () => {
    const lines = items({ Item: 'endpoints', Dollars: '7.3', Times: ['Zones'], TimesItems: ['Services'] });
    expect(monthlyCost(lines, { Zones: '2', Services: 'kms,logs, sqs' }).dollars).toBe(43.8);
    expect(monthlyCost(lines, { Zones: '2', Services: '' }).dollars).toBe(0);
    expect(monthlyCost(lines, { Zones: '2' }).unknown).toEqual(['endpoints']);
  });

  it('leaves out a line whose conditions do not hold, and keeps one whose conditions are not known', () => {
    const lines = items({ Item: 'gateway', Dollars: 32.85, When: { Kind: ['gateway'] } });
    expect(monthlyCost(lines, { Kind: 'none' }).dollars).toBe(0);
    expect(monthlyCost(lines, { Kind: 'gateway' }).dollars).toBe(32.85);
    expect(monthlyCost(lines, {}).dollars).toBe(32.85);
  });

  it.each([
    ['a price for a value that the formula does not know', { Class: 'huge', Count: '1' }],
    ['a price for a value that is not known yet', { Count: '1' }],
    ['a number that is not known yet', { Class: 'small' }],
    ['a number that is none', { Class: 'small', Count: 'many' }],
  ])('names the line that has no price for want of %s', (_, parameters) => {
    const lines = items(
      { Item: 'instances', DollarsBy: { Class: { small: 10 } }, Times: ['Count'] },
      { Item: 'storage', Dollars: 2 },
    );
    expect(monthlyCost(lines, parameters)).toEqual({ dollars: 2, unknown: ['instances'] });
  });

  it('names every parameter that it depends on', () => {
    const lines = items(
      { Item: 'one', DollarsBy: { Class: { small: 1 } }, Times: ['Count'] },
      { Item: 'two', Dollars: 1, TimesBy: { Profile: { production: 2 } }, When: { Kind: ['a'] } },
    );
    expect(costParameters(lines)).toEqual(['Class', 'Count', 'Profile', 'Kind']);
  });
});

it.each([
  ['no price', { Item: 'hours' }, /either `Dollars` or `DollarsBy`/],
  ['two prices', { Item: 'hours', Dollars: 1, DollarsBy: { Class: { small: 1 } } }, /either/],
  ['prices by two parameters', { Item: 'hours', DollarsBy: { A: { x: 1 }, B: { y: 1 } } }, /exactly one parameter/],
  ['a price below zero', { Item: 'hours', Dollars: -1 }, /Dollars/],
])('a line of a formula with %s is refused', (_, line, message) => {
  expect(() => items(line)).toThrow(message);
});
