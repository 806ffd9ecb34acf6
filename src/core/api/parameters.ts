import { z } from 'zod';
import { PlinthError } from '../errors.ts';
import { fieldErrors, jsonPointer } from '../field-errors.ts';
import { parseScope } from '../scope.ts';
import { Allow } from '../spec/allow.ts';
import { RetireRequest } from '../spec/retire-request.ts';

/** Items on a page of a list unless the request sets `limit`. */
export const listItemsDefault = 50;
const listItemsMax = 100;

const wholeText = `use a whole number from 1 to ${listItemsMax}`;

/** Every query parameter of the API: its type, and how its text becomes a value of that type. */
const PARAMETERS = {
  plan: flag('true: make the plan, answer with it, and change nothing.'),
  allow: {
    schema: Allow.unwrap().meta({
      description: 'Names of stacks whose data this request may replace or delete, separated by commas.',
      param: { style: 'form', explode: false },
    }),
    read: (value: string) => (value === '' ? [] : value.split(',')),
  },
  data: text(RetireRequest.shape.data.unwrap(), 'Whether data stacks are kept or deleted. Default: keep.'),
  confirm: text(RetireRequest.shape.confirm.unwrap(), "The scope's name, typed again. Required with `data=delete`."),
  scope: text(
    z.string().refine((path) => parseScope(path) !== undefined, 'use a path such as environments/dev'),
    'Path of a scope: only the operations of this scope and of the scopes in it.',
  ),
  resources: flag('true: include the resources of the stacks that are changing.'),
  after: text(
    z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'is not the id of an event; use the `id` of the last event read'),
    'Id of an event: only the events after it.',
  ),
  limit: {
    schema: z
      .int(wholeText)
      .min(1, wholeText)
      .max(listItemsMax, wholeText)
      .meta({ description: `The most items on a page. Default: ${listItemsDefault}.` }),
    read: (value: string) => (/^\d{1,9}$/.test(value) ? Number(value) : value),
  },
  cursor: text(z.string().max(1024), 'The `cursor` of the previous page.'),
} as const;

export type ParameterName = keyof typeof PARAMETERS;

/** The query parameters of a request, of their types. */
export type Query = { readonly [Name in ParameterName]?: z.infer<(typeof PARAMETERS)[Name]['schema']> };

/** Reads the query of a request. Throws InvalidRequest for a parameter that is unknown here or not of its type. */
export function readQuery(query: Readonly<Record<string, string>>, names: readonly ParameterName[]): Query {
  const unknown = Object.keys(query).filter((name) => !names.some((known) => known === name));
  if (unknown.length > 0) {
    const known = names.join(', ') || 'none';
    throw new PlinthError('InvalidRequest', `unknown query parameter "${unknown[0]}"; known here: ${known}`, {
      fields: unknown.map((name) => ({ pointer: jsonPointer([name]), message: 'unknown query parameter; remove it' })),
    });
  }
  const given = names.filter((name) => query[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, readParameter(name, query[name] ?? '')]));
}

/** Schemas of these parameters, each optional, as the OpenAPI document states them. */
export function querySchema(names: readonly ParameterName[]): z.ZodObject {
  const optional = names.map((name) => {
    const { schema } = PARAMETERS[name];
    return [name, schema.optional().meta(schema.meta() ?? {})];
  });
  return z.object(Object.fromEntries(optional));
}

function readParameter(name: ParameterName, value: string): unknown {
  const { schema, read } = PARAMETERS[name];
  const parsed = schema.safeParse(read(value));
  if (parsed.success) return parsed.data;
  const fields = fieldErrors(parsed.error).map(({ pointer, message }) => ({ pointer: `/${name}${pointer}`, message }));
  throw new PlinthError('InvalidRequest', `query parameter ${name}=${value}: ${fields[0]?.message}`, { fields });
}

function flag(description: string) {
  return {
    schema: z.boolean('use true or false').meta({ description }),
    read: (value: string) => (value === 'true' || value === 'false' ? value === 'true' : value),
  };
}

function text<S extends z.ZodType<string>>(schema: S, description: string) {
  return { schema: schema.meta({ description }), read: (value: string): unknown => value };
}
