import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** What each file imports of the others, types included: a file is moved with what it imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

export function importGraph(room: string): ImportGraph {
  const files = globSync(`${room}/**/*.ts`).map((file) => file.replaceAll('\\', '/'));
  return new Map(files.map((file) => [file, importsOf(file)]));
}

export function packagesOf(file: string): string[] {
  return specifiersOf(file).filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'));
}

/** Paths of this repository's files that a file imports. */
export function importsOf(file: string): string[] {
  return specifiersOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => normalize(join(dirname(file), specifier)).replaceAll('\\', '/'));
}

/** What a file imports, as it is written there. Comments aside: examples in them import nothing. */
export function specifiersOf(file: string): string[] {
  const source = readFileSync(file, 'utf8').replace(/^\s*(\/?\*|\/\/).*$/gm, '');
  return [...source.matchAll(/(?:\bfrom|\bimport|\brequire|\.resolve)\s*\(?\s*'([^'\s{}]+)'/g)].map(
    (match) => match[1]!,
  );
}

/** Sets of files that import one another, directly or through others: Tarjan's strongly connected components. */
export function importCircles(graph: ImportGraph): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    open.push(file);
    for (const target of graph.get(file) ?? []) {
      if (!graph.has(target)) continue;
      if (!order.has(target)) visit(target);
      if (open.includes(target)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(target)!));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const circle = open.splice(open.indexOf(file));
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return circles;
}
