/** A node whose visit failed, in order of failure. */
export interface WalkFailure {
  readonly name: string;
  readonly error: unknown;
}

/**
 * Visits each node as soon as its dependencies have been visited. A failed visit keeps its dependents from
 * being visited; `onFailure` decides about the rest. Answers the failures.
 */
export async function walkGraph(
  graph: ReadonlyMap<string, ReadonlySet<string>>,
  visit: (name: string) => Promise<void>,
  { signal, onFailure }: { readonly signal?: AbortSignal; readonly onFailure?: (failure: WalkFailure) => void } = {},
): Promise<WalkFailure[]> {
  const failures: WalkFailure[] = [];
  const visits = new Map<string, Promise<boolean>>();
  const visited = (name: string): Promise<boolean> => {
    const known = visits.get(name);
    if (known !== undefined) return known;
    const started = start(name);
    visits.set(name, started);
    return started;
  };
  const start = async (name: string): Promise<boolean> => {
    const needs = [...(graph.get(name) ?? [])].filter((need) => graph.has(need));
    const ready = await Promise.all(needs.map(visited));
    if (ready.includes(false) || signal?.aborted === true) return false;
    try {
      await visit(name);
      return true;
    } catch (error) {
      const failure = { name, error };
      failures.push(failure);
      onFailure?.(failure);
      return false;
    }
  };
  await Promise.all([...graph.keys()].map(visited));
  return failures;
}

/** The same nodes with every edge reversed: the order of deletion. */
export function reversed(graph: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Set<string>> {
  const result = new Map([...graph.keys()].map((name) => [name, new Set<string>()]));
  for (const [name, needs] of graph) for (const need of needs) result.get(need)?.add(name);
  return result;
}
