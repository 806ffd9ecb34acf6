/** An IPv4 block: its first address as a number, and how many addresses it has. */
export interface Cidr {
  readonly first: number;
  readonly size: number;
  readonly prefix: number;
}

/** Answers undefined for text that is not a block in canonical form (`10.0.0.5/24` is not). */
export function parseCidr(text: string | undefined): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text ?? '');
  if (match === null) return undefined;
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number];
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  return first % size === 0 ? { first, size, prefix } : undefined;
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.first < b.first + b.size && b.first < a.first + a.size;
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.first >= outer.first && inner.first + inner.size <= outer.first + outer.size;
}

/** The block's address at `offset`, dotted. */
export function addressAt(block: Cidr, offset: number): string {
  const address = block.first + offset;
  return [16777216, 65536, 256, 1].map((unit) => Math.floor(address / unit) % 256).join('.');
}
