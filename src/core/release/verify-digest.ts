/** What is wrong with the digests that run, in words; undefined when exactly the released one does. */
export function digestProblem(released: string, running: readonly string[]): string | undefined {
  if (running.length === 0) return `no task runs the released digest ${released}`;
  const others = [...new Set(running.filter((digest) => digest !== released))];
  return others.length === 0
    ? undefined
    : `running digest ${others.join(', ')} differs from released digest ${released}`;
}
