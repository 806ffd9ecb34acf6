import { type Direction, type Schema, schemaChanges } from './schema-changes.ts';

/** How an OpenAPI document changed so that clients of its former version break, each as a sentence. */
export function openApiChanges(before: Schema, after: Schema): readonly string[] {
  const [old, now] = [operationsOf(before), operationsOf(after)];
  return Object.entries(old).flatMap(([route, operation]) => {
    const other = now[route];
    if (other === undefined) return [`#${route}: the operation was removed`];
    return operationChanges({ route, before: operation, after: other, documents: { before, after } });
  });
}

interface Comparison {
  readonly route: string;
  readonly before: Schema;
  readonly after: Schema;
  readonly documents: { readonly before: Schema; readonly after: Schema };
}

function operationsOf(document: Schema): Readonly<Record<string, Schema>> {
  const paths = document.paths as Readonly<Record<string, Readonly<Record<string, Schema>>>>;
  return Object.fromEntries(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation]),
    ),
  );
}

function operationChanges(comparison: Comparison): readonly string[] {
  const { route, before, after } = comparison;
  const renamed = before.operationId !== after.operationId;
  return [
    ...(renamed ? [`#${route}: the operationId ${before.operationId} is now ${after.operationId}`] : []),
    ...parameterChanges(comparison),
    ...bodyChanges(comparison),
    ...answerChanges(comparison),
  ];
}

function parameterChanges(comparison: Comparison): readonly string[] {
  const { route, before, after } = comparison;
  const [old, now] = [parametersOf(before), parametersOf(after)];
  const added = Object.keys(now).filter((name) => now[name]?.required === true && old[name] === undefined);
  return [
    ...added.map((name) => `#${route}: parameter ${name} is now required`),
    ...Object.entries(old).flatMap(([name, parameter]) => {
      const other = now[name];
      if (other === undefined) return [`#${route}: parameter ${name} was removed`];
      const demanded = other.required === true && parameter.required !== true;
      const at = `#${route} ${name}`;
      return [
        ...(demanded ? [`#${route}: parameter ${name} is now required`] : []),
        ...contentChanges(comparison, { before: parameter.schema, after: other.schema, direction: 'in', at }),
      ];
    }),
  ];
}

function parametersOf({ parameters }: Schema): Readonly<Record<string, Schema>> {
  const all = (parameters ?? []) as readonly Schema[];
  return Object.fromEntries(all.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]));
}

function bodyChanges(comparison: Comparison): readonly string[] {
  const [before, after] = [jsonOf(comparison.before.requestBody), jsonOf(comparison.after.requestBody)];
  const at = `#${comparison.route} body`;
  if (before === undefined) return after === undefined ? [] : [`${at}: is now required`];
  if (after === undefined) return [`${at}: was removed`];
  return contentChanges(comparison, { before, after, direction: 'in', at });
}

function answerChanges(comparison: Comparison): readonly string[] {
  const old = comparison.before.responses as Readonly<Record<string, Schema>>;
  const now = comparison.after.responses as Readonly<Record<string, Schema>>;
  return Object.entries(old).flatMap(([status, answer]) => {
    const at = `#${comparison.route} ${status}`;
    const other = now[status];
    if (other === undefined) return [`${at}: the answer was removed`];
    const headers = Object.keys((answer.headers ?? {}) as object);
    const kept = Object.keys((other.headers ?? {}) as object);
    return [
      ...headers.filter((name) => !kept.includes(name)).map((name) => `${at}: header ${name} was removed`),
      ...contentChanges(comparison, { before: jsonOf(answer), after: jsonOf(other), direction: 'out', at }),
    ];
  });
}

function contentChanges(
  { documents }: Comparison,
  content: { readonly before: unknown; readonly after: unknown; readonly direction: Direction; readonly at: string },
): readonly string[] {
  const { before, after, direction, at } = content;
  return schemaChanges({ before: (before ?? {}) as Schema, after: (after ?? {}) as Schema, documents, direction, at });
}

/** The schema of a JSON content. */
function jsonOf(holder: unknown): unknown {
  const content = (holder as { readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> } | undefined)
    ?.content;
  return Object.entries(content ?? {}).find(([type]) => type.endsWith('json'))?.[1].schema;
}
