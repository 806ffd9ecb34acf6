/** Crockford's base 32, which leaves out I, L, O and U. */
export const ULID_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const randomLength = 16;
const timeLength = 10;

/**
 * Makes ULIDs that sort by time, and by order within one millisecond. Time and randomness are handed in.
 * `random` answers an integer from 0 up to, not including, its argument.
 */
export function ulidMaker(now: () => number, random: (below: number) => number): () => string {
  let last = -1;
  let tail: readonly number[] = [];
  return () => {
    const time = now();
    const next = time > last ? undefined : increment(tail);
    last = next ? last : Math.max(time, last + 1);
    tail = next ?? randomDigits(random);
    return timeDigits(last) + tail.map((digit) => ULID_ALPHABET[digit]).join('');
  };
}

function randomDigits(random: (below: number) => number): number[] {
  return Array.from({ length: randomLength }, () => random(ULID_ALPHABET.length));
}

/** Undefined when there is no higher one: then the time has to go on. */
function increment(digits: readonly number[]): number[] | undefined {
  const next = [...digits];
  for (let place = next.length - 1; place >= 0; place--) {
    const digit = next[place] ?? 0;
    if (digit < ULID_ALPHABET.length - 1) {
      next[place] = digit + 1;
      return next;
    }
    next[place] = 0;
  }
  return undefined;
}

function timeDigits(milliseconds: number): string {
  let rest = milliseconds;
  let digits = '';
  for (let place = 0; place < timeLength; place++) {
    digits = ULID_ALPHABET[rest % ULID_ALPHABET.length] + digits;
    rest = Math.floor(rest / ULID_ALPHABET.length);
  }
  return digits;
}
