/** Seeded random numbers: two clouds with the same seed draw the same ids and durations. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A draw from the standard normal distribution. */
  normal(): number;
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string;
  /** `length` characters of [A-Z0-9], as in CloudFormation's physical names. */
  upper(length: number): string;
  uuid(): string;
}

/** A generator that a snapshot can carry on. */
export interface SeededRandom extends Random {
  /** 32 bits. */
  state: number;
}

/** The generator is mulberry32: 32 bits of state are plenty for ids and latencies, and nothing here is a secret. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const pick = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join('');
  const hex = (length: number) => pick('0123456789abcdef', length);
  return {
    get state() {
      return state;
    },
    set state(saved) {
      state = saved;
    },
    next,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    hex,
    upper: (length) => pick('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', length),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}
