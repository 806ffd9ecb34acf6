import { z } from 'zod';
import { listItemsMax, valueBytesMax } from '../catalogue/parameter-value.ts';
import { ComponentName } from '../scope.ts';

/** A team or a person. It becomes a tag. */
export const Owner = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._@+=:/-]*$/, 'use letters, digits, spaces and . _ @ + = : / -');

const tagsMax = 40;

const TagKey = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9 ._:/=+@-]+$/, 'use letters, digits, spaces and . _ : / = + - @')
  .refine((key) => !/^(aws|plinth):/i.test(key), 'the prefixes `aws:` and `plinth:` are taken; choose another key');

const TagValue = z
  .string()
  .max(256)
  .regex(/^[\p{L}\p{N} ._:/=+@-]*$/u, 'use letters, digits, spaces and . _ : / = + - @');

function haveNoTwins(tags: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(tags).map((key) => key.toLowerCase());
  return new Set(keys).size === keys.length && !keys.includes('owner');
}

/** Tags of every stack of the scope. AWS allows fifty; Plinth sets some itself. */
export const Tags = z
  .record(TagKey, TagValue)
  .refine((tags) => Object.keys(tags).length <= tagsMax, `at most ${tagsMax} tags`)
  .refine(haveNoTwins, 'IAM takes keys that differ in case alone for the same; `owner` is the field of that name')
  .default({});

const ParameterName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9]+$/, 'a parameter name has letters and digits only');

const ParameterScalar = z.union([z.string().max(valueBytesMax), z.number(), z.boolean()]);

const ParameterValues = z
  .record(ParameterName, z.union([ParameterScalar, z.array(ParameterScalar).max(listItemsMax)]))
  .refine((values) => Object.keys(values).length <= 200, 'at most 200 parameters');

/** Parameters by component, named as in its template; its own words are checked with the catalogue at hand. */
export const Components = z
  .record(ComponentName, ParameterValues)
  .refine((components) => Object.keys(components).length <= 50, 'at most 50 components')
  .default({});
export type Components = z.infer<typeof Components>;

/**
 * How CloudFormation is to complete the scope's stacks: when every resource is ready, or, in its Express mode, as soon as
 * each is configured. Not for production.
 */
export const Mode = z.enum(['standard', 'express']);
export type Mode = z.infer<typeof Mode>;

/** A host name: labels of letters, digits and hyphens. */
export const HostName = z
  .string()
  .max(253)
  .regex(
    /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'a host name in lower case, such as shop.dev.example.com',
  );

/** A path that is asked for: it starts with a slash and needs no escaping. */
export const RequestPath = z
  .string()
  .max(128)
  .regex(/^\/[A-Za-z0-9._~/%?&=+-]*$/, 'a path that starts with /, such as /healthz')
  .refine((path) => !path.split('/').includes('..'), 'a path without ..');
