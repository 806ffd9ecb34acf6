/** A range of IPv4 addresses: its first address as a number, and how many there are. */
interface Range {
  readonly first: number;
  readonly count: number;
}

const privateRanges: readonly Range[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap(
  (text) => range(text) ?? [],
);

/** What is wrong with a network's CIDR; undefined when a VPC and its three tiers can use it. */
export function cidrProblem(text: string): string | undefined {
  const found = range(text);
  if (!found) return `'${text}' is not an IPv4 CIDR block; use one such as 10.1.0.0/16`;
  const bits = Number(text.split('/')[1]);
  if (bits < 16 || bits > 24) return `'${text}' has an invalid prefix length; use /16 to /24`;
  if (found.first % found.count !== 0)
    return `'${text}' is not a network address; use ${networkAddress(found)}/${bits}`;
  if (privateRanges.some((outer) => contains(outer, found))) return undefined;
  return `'${text}' is not private; use 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16`;
}

/** True when two CIDRs share an address. */
export function cidrsOverlap(one: string, other: string): boolean {
  const [a, b] = [range(one), range(other)];
  return a !== undefined && b !== undefined && overlap(a, b);
}

function overlap(one: Range, other: Range): boolean {
  return one.first < other.first + other.count && other.first < one.first + one.count;
}

/** Every 10.N.0.0/16, from N = 1, that none of the taken ones overlaps. */
export function freeCidrs(taken: readonly string[]): readonly string[] {
  const ranges = taken.flatMap((cidr) => range(cidr) ?? []);
  const numbers = Array.from({ length: 255 }, (_, index) => index + 1);
  const free = numbers.filter((number) => {
    const candidate = { first: (10 * 256 + number) * 2 ** 16, count: 2 ** 16 };
    return !ranges.some((other) => overlap(candidate, other));
  });
  return free.map((number) => `10.${number}.0.0/16`);
}

function range(text: string): Range | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const parts = (match?.slice(1) ?? []).map(Number);
  const [bits = 33] = parts.slice(4);
  const bytes = parts.slice(0, 4);
  const plain = text === `${bytes.join('.')}/${bits}`;
  if (!match || !plain || bits > 32 || bytes.some((byte) => byte > 255)) return undefined;
  return { first: bytes.reduce((sum, byte) => sum * 256 + byte, 0), count: 2 ** (32 - bits) };
}

function contains(outer: Range, inner: Range): boolean {
  return inner.first >= outer.first && inner.first + inner.count <= outer.first + outer.count;
}

function networkAddress({ first, count }: Range): string {
  const address = first - (first % count);
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
