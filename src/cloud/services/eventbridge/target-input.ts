import type { Target } from '@aws-sdk/client-eventbridge';
import type { Kernel } from '../../kernel/service.ts';
import type { Envelope, Rule } from './event-bus-store.ts';

interface Transformation {
  readonly kernel: Kernel;
  readonly rule: Rule;
}

/** The payload of the target: the event, a constant, a part of the event, or the input transformer's text. */
export function targetInput(target: Target, event: Envelope, context: Transformation): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(event, target.InputPath) ?? null);
  if (target.InputTransformer !== undefined) return transform(target.InputTransformer, event, context);
  return JSON.stringify(event);
}

function transform(
  transformer: NonNullable<Target['InputTransformer']>,
  event: Envelope,
  { kernel, rule }: Transformation,
): string {
  const template = transformer.InputTemplate!;
  const values = new Map<string, unknown>([
    ['aws.events.rule-arn', rule.arn],
    ['aws.events.rule-name', rule.name],
    ['aws.events.event.ingestion-time', new Date(kernel.clock.now()).toISOString()],
    ['aws.events.event', { ...event, detail: undefined }],
    ['aws.events.event.json', event],
  ]);
  for (const [name, path] of Object.entries(transformer.InputPathsMap ?? {})) {
    values.set(name, valueAt(event, path));
  }
  return substitute(template, values);
}

/** Inside a JSON string a placeholder becomes plain text, elsewhere JSON. */
function substitute(template: string, values: ReadonlyMap<string, unknown>): string {
  let isInString = false;
  return template.replace(/\\.|"|<([^<>\s]+)>/g, (token: string, name: string | undefined) => {
    if (token === '"') isInString = !isInString;
    if (name === undefined || !values.has(name)) return token;
    const value = values.get(name);
    if (!isInString) return JSON.stringify(value ?? '');
    const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}

/**
 * The JSONPath that EventBridge supports: `$`, `.name`, `['name']`, `[0]`, `[*]`. Undefined when the path does not
 * match.
 */
export function valueAt(root: unknown, path: string): unknown {
  let values: unknown[] = [root];
  let isMany = false;
  for (const [, bare, quoted, index] of path.matchAll(/\.([^.[\]]+)|\[['"]([^'"]+)['"]\]|\[(\d+|\*)\]/g)) {
    if (index === '*' || bare === '*') {
      isMany = true;
      values = values.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
    } else {
      values = values.map((value) => member(value, bare ?? quoted ?? index!)).filter((value) => value !== undefined);
    }
  }
  return isMany ? values : values[0];
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}
