import { z } from 'zod';
import { own } from '../own.ts';

const ByParameter = <S extends z.ZodType>(value: S) =>
  z.record(z.string(), value).refine((all) => Object.keys(all).length === 1, 'name exactly one parameter');

/** A string if it has a fraction, because cfn-lint refuses decimal numbers in `Metadata`. */
const Decimal = z
  .union([z.number(), z.string().regex(/^\d+(\.\d+)?$/, 'a number')])
  .transform(Number)
  .pipe(z.number().min(0).max(100_000));

/** One line of a component's monthly cost when idle, as a formula of its parameters. */
const CostItem = z
  .strictObject({
    Item: z.string().min(3).max(80),
    /** US dollars a month of 730 hours. */
    Dollars: Decimal.optional(),
    /** The same, by the value of one parameter. A value that is not listed has no known price. */
    DollarsBy: ByParameter(z.record(z.string(), Decimal)).optional(),
    /** Parameters that hold a number by which the price is multiplied. */
    Times: z.array(z.string()).max(5).default([]),
    /** Parameters that hold a list by whose length the price is multiplied. */
    TimesItems: z.array(z.string()).max(5).default([]),
    /** A factor by the value of one parameter; 1 for a value that is not listed. */
    TimesBy: ByParameter(z.record(z.string(), Decimal)).optional(),
    /** Charged only while each of these parameters has one of these values. */
    When: z.record(z.string(), z.array(z.string())).default({}),
  })
  .refine(({ Dollars: fixed, DollarsBy }) => (fixed === undefined) !== (DollarsBy === undefined), {
    message: 'set either `Dollars` or `DollarsBy`',
  });
type CostItem = z.infer<typeof CostItem>;

/** `Metadata.Plinth.MonthlyCost`: the monthly cost of a component when idle. Empty means that it costs nothing when idle. */
export const MonthlyCost = z.array(CostItem).max(20);
export type MonthlyCost = z.infer<typeof MonthlyCost>;

export interface CostEstimate {
  /** US dollars a month of 730 hours, idle. */
  readonly dollars: number;
  /** Items without a known price, because a value is unknown or not listed. They are not included. */
  readonly unknown: readonly string[];
}

/** The monthly cost of a stack with these parameters when idle. */
export function monthlyCost(
  items: MonthlyCost,
  parameters: Readonly<Record<string, string | undefined>>,
): CostEstimate {
  const charged = items.filter(({ When }) =>
    Object.entries(When).every(([name, values]) => {
      const value = own(parameters, name);
      return value === undefined || values.includes(value);
    }),
  );
  const priced = charged.map((item) => ({ item, dollars: itemDollars(item, parameters) }));
  const dollars = priced.reduce((sum, item) => sum + (item.dollars ?? 0), 0);
  const unknown = priced.filter((item) => item.dollars === undefined).map(({ item }) => item.Item);
  return { dollars: Math.round(dollars * 100) / 100, unknown };
}

/** Every parameter that the formula names. */
export function costParameters(items: MonthlyCost): readonly string[] {
  return items.flatMap(({ DollarsBy = {}, Times, TimesItems, TimesBy = {}, When }) => {
    return [...Object.keys(DollarsBy), ...Times, ...TimesItems, ...Object.keys(TimesBy), ...Object.keys(When)];
  });
}

function itemDollars(item: CostItem, parameters: Readonly<Record<string, string | undefined>>): number | undefined {
  const price = item.Dollars ?? byParameter(item.DollarsBy ?? {}, parameters, undefined);
  const factor = item.TimesBy === undefined ? 1 : byParameter(item.TimesBy, parameters, 1);
  const times = [
    ...item.Times.map((name) => Number(own(parameters, name))),
    ...item.TimesItems.map((name) => itemCount(own(parameters, name))),
  ];
  if (price === undefined || factor === undefined || times.some(Number.isNaN)) return undefined;
  return times.reduce((product, number) => product * number, price * factor);
}

function itemCount(list: string | undefined): number {
  if (list === undefined) return Number.NaN;
  return list.split(',').filter((item) => item.trim() !== '').length;
}

/** The number for the value of the named parameter; undefined when the parameter is not known. */
function byParameter(
  table: Readonly<Record<string, Readonly<Record<string, number>>>>,
  parameters: Readonly<Record<string, string | undefined>>,
  otherwise: number | undefined,
): number | undefined {
  const [name = '', values = {}] = Object.entries(table)[0] ?? [];
  const value = own(parameters, name);
  return value === undefined ? undefined : (own(values, value) ?? otherwise);
}
