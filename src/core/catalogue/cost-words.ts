import type { MonthlyCost } from './monthly-cost.ts';

/** Each line of a formula in words: `NAT gateways: $36.50, times Zones, where Kind is gateway-per-zone`. */
export function costWords(items: MonthlyCost): readonly string[] {
  return items.map(({ Item, Dollars, DollarsBy = {}, Times, TimesItems, TimesBy = {}, When }) => {
    const price = Dollars === undefined ? priceWords(DollarsBy) : dollars(Dollars);
    const times = [...Times.map((name) => `times ${name}`), ...TimesItems.map((name) => `for each of ${name}`)];
    const factors = each(TimesBy).map(([name, value, factor]) => `times ${factor} where ${name} is ${value}`);
    const conditions = Object.entries(When).map(([name, values]) => `where ${name} is ${values.join(' or ')}`);
    return `${Item}: ${[price, ...times, ...factors, ...conditions].join(', ')}`;
  });
}

function priceWords(table: Table): string {
  return each(table)
    .map(([name, value, price]) => `${dollars(price)} where ${name} is ${value}`)
    .join(', ');
}

type Table = Readonly<Record<string, Readonly<Record<string, number>>>>;

function each(table: Table): readonly (readonly [string, string, number])[] {
  return Object.entries(table).flatMap(([name, values]) => {
    return Object.entries(values).map(([value, number]) => [name, value, number] as const);
  });
}

/** Rounded to cents, unless it is less than a cent. */
function dollars(price: number): string {
  return `$${price >= 0.01 || price === 0 ? price.toFixed(2) : String(price)}`;
}
