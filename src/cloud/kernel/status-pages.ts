import { companion } from './companion.ts';
import type { Kernel } from './service.ts';

/** What the embedded cloud tells about itself at `GET /_cloud/<name>`, as JSON: each page is made when it is asked for. */
export type StatusPages = Map<string, () => unknown>;

/** The kernel's status pages; a service adds its own when it starts. */
export const statusPages = companion((_kernel: Kernel): StatusPages => new Map());
