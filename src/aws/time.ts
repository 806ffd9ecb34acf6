import type { Time } from '../core/ports/index.ts';

export const time: Time = { now: () => new Date() };
