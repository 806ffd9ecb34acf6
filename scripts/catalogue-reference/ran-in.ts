/**
 * Where each component was provisioned, by its name. `npm run test:systems` provisions all of Plinth's own components in the
 * embedded cloud; the page about MiniStack, which `npm run conformance` checks, lists them all and says which ran there.
 */
export function ranIn(miniStackPage: string): ReadonlyMap<string, string> {
  const rows = miniStackPage.matchAll(/^\| [a-z]+ \| ([a-z0-9-]+) \| (yes|no) \|/gm);
  return new Map(
    [...rows].map(([, component = '', ran]) => [
      component,
      ran === 'yes' ? 'embedded cloud, MiniStack' : 'embedded cloud',
    ]),
  );
}
