/** What is wrong with the digests that run, in words; undefined when exactly the wanted one does. */
export function digestProblem(wanted: string, running: readonly string[]): string | undefined {
  if (running.length === 0) return `no task runs ${wanted}`;
  const others = [...new Set(running.filter((digest) => digest !== wanted))];
  return others.length === 0 ? undefined : `${others.join(', ')} runs where ${wanted} was asked for`;
}
