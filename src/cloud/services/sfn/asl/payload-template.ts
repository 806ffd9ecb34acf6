import type { Json } from './definition.ts';
import { evaluateIntrinsic, type IntrinsicHost } from './intrinsic-function.ts';
import { isObject, lookupPath, type PathRoots } from './json-path.ts';
import { RuntimeFault } from './states-error.ts';

/** Fills a JSONPath payload template: a member named `x.$` takes the value of its path or intrinsic function. */
export function fillPayloadTemplate(template: Json, roots: PathRoots, host: IntrinsicHost): Json {
  if (Array.isArray(template)) return template.map((item) => fillPayloadTemplate(item, roots, host));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$')
        ? [key.slice(0, -2), evaluateDynamicField(key, value, { roots, host })]
        : [key, fillPayloadTemplate(value, roots, host)],
    ),
  );
}

function evaluateDynamicField(field: string, text: Json, at: { roots: PathRoots; host: IntrinsicHost }): Json {
  if (typeof text !== 'string') {
    throw new RuntimeFault(`The value for the field '${field}' must be a valid JSONPath expression`);
  }
  if (!text.startsWith('$')) return evaluateIntrinsic(text, at.roots, at.host);
  const value = lookupPath(text, at.roots);
  if (value === undefined) {
    throw new RuntimeFault(
      `The JSONPath '${text}' specified for the field '${field}' could not be found in the input ` +
        `'${JSON.stringify(text.startsWith('$$') ? at.roots.context : at.roots.data)}'`,
    );
  }
  return value;
}
