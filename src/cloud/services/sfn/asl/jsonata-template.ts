import type { Json } from './definition.ts';
import { isObject } from './json-path.ts';
import { evaluateJsonata, expressionIn, type JsonataScope } from './jsonata-expression.ts';
import { EvaluationFault } from './states-error.ts';

/** The value with every `{% ... %}` string in it evaluated. `location` is the field's name, `Arguments`. */
export async function evaluateTemplate(template: Json, location: string, scope: JsonataScope): Promise<Json> {
  if (typeof template === 'string') {
    const expression = expressionIn(template);
    return expression === undefined ? template : evaluateJsonata(expression, location, scope);
  }
  if (Array.isArray(template)) {
    const items: Json[] = [];
    for (const [index, item] of template.entries()) {
      items.push(await evaluateTemplate(item, `${location}[${index}]`, scope));
    }
    return items;
  }
  if (!isObject(template)) return template;
  const filled: [string, Json][] = [];
  for (const [key, value] of Object.entries(template)) {
    filled.push([key, await evaluateTemplate(value, `${location}/${key}`, scope)]);
  }
  return Object.fromEntries(filled);
}

export type JsonTypeName = 'array' | 'boolean' | 'integer' | 'number' | 'object' | 'string';

/** Like evaluateTemplate, for a field that takes only values of some type. */
export async function evaluateTyped(
  template: Json,
  field: { readonly location: string; readonly type: JsonTypeName },
  scope: JsonataScope,
): Promise<Json> {
  const value = await evaluateTemplate(template, field.location, scope);
  const actual = typeName(value);
  if (actual === field.type || (field.type === 'integer' && Number.isInteger(value))) return value;
  const expression = typeof template === 'string' ? expressionIn(template) : undefined;
  throw new EvaluationFault(
    expression === undefined
      ? `The field '${field.location}' takes a value of type '${field.type}', not '${actual}': ${JSON.stringify(value)}`
      : `The JSONata expression '${expression}' specified for the field '${field.location}' returned an unexpected ` +
          `result type. Expected '${field.type}', but was '${actual}' for value: ${JSON.stringify(value)}`,
    field.location,
  );
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
