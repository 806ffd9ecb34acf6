import { randomInt } from 'node:crypto';
import type { Ids } from '../core/ports/index.ts';
import { ulidMaker } from '../core/ulid.ts';

export const ids: Ids = { ulid: /* @__PURE__ */ ulidMaker(() => Date.now(), randomInt) };
