import type { Kernel } from './service.ts';

/** What the embedded cloud tells about itself at `GET /_cloud/<name>`, as JSON: each page is made when it is asked for. */
export type StatusPages = Map<string, () => unknown>;

/** The kernel's status pages; a service adds its own when it starts. */
export function statusPages(kernel: Kernel): StatusPages {
  return kernel.store('status-pages', { account: '-', region: '-' }, () => new Map());
}
