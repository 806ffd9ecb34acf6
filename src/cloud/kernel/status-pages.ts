import { companion } from './companion.ts';
import type { Kernel } from './service.ts';

/** The embedded cloud's status pages at `GET /_cloud/<name>`, as JSON: each is computed on request. */
export type StatusPages = Map<string, () => unknown>;

/** The kernel's status pages; a service adds its own when it starts. */
export const statusPages = companion((_kernel: Kernel): StatusPages => new Map());
