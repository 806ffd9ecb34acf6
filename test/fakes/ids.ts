import type { Ids, Time } from '../../src/core/ports/index.ts';
import { ulidMaker } from '../../src/core/ulid.ts';

/** ULIDs of the fake time, in a fixed order. */
export function fakeIds(time: Time): Ids {
  return {
    ulid: ulidMaker(
      () => time.now().getTime(),
      () => 0,
    ),
  };
}
