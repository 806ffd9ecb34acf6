import type { Script } from 'node:vm';

/** Limit of cached scripts; each keeps its source, which may be a megabyte. */
const PACKAGES_MAX = 100;

const byCode = new Map<string, Map<string, Script>>();

/**
 * Files of one code package compiled so far, by their path in it. The same code is compiled once in this process, for
 * all functions, versions and clouds: a compiled script does not hold state of the sandbox that runs it.
 */
export function compiledScripts(codeSha256: string): Map<string, Script> {
  const scripts = byCode.get(codeSha256) ?? new Map<string, Script>();
  byCode.delete(codeSha256);
  byCode.set(codeSha256, scripts);
  const [oldest] = byCode.keys();
  if (byCode.size > PACKAGES_MAX) byCode.delete(oldest!);
  return scripts;
}
