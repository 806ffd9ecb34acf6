import type { Script } from 'node:vm';

/** Enough for a few services; a script keeps its source, which may be a megabyte. */
const PACKAGES_MAX = 100;

const byCode = new Map<string, Map<string, Script>>();

/**
 * Files of one code package compiled so far, by their path in it. The same code is compiled once in this process, for
 * all functions, versions and clouds: a script is text that V8 has read, and holds nothing of whoever runs it.
 */
export function compiledScripts(codeSha256: string): Map<string, Script> {
  const scripts = byCode.get(codeSha256) ?? new Map<string, Script>();
  byCode.delete(codeSha256);
  byCode.set(codeSha256, scripts);
  const [oldest] = byCode.keys();
  if (byCode.size > PACKAGES_MAX) byCode.delete(oldest!);
  return scripts;
}
