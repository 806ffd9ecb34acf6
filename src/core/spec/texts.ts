import { z } from 'zod';
import { listItemsMax, valueBytesMax } from '../catalogue/parameter-value.ts';
import { ComponentName } from '../scope.ts';

export const Owner = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._@+=:/-]*$/, 'use letters, digits, spaces and . _ @ + = : / -')
  .meta({ description: 'The team or person that owns the scope. It becomes a tag of every stack.' });

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

/** AWS allows fifty tags; Plinth sets some itself. */
export const Tags = z
  .record(TagKey, TagValue)
  .refine((tags) => Object.keys(tags).length <= tagsMax, `at most ${tagsMax} tags`)
  .refine(haveNoTwins, 'IAM treats keys that differ only in case as equal; set the owner in the field `owner`')
  .default({})
  .meta({ description: 'Tags of every stack of the scope, at most 40.' });

const ParameterName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9]+$/, 'a parameter name has letters and digits only');

const ParameterScalar = z.union([z.string().max(valueBytesMax), z.number(), z.boolean()]);

const ParameterValues = z
  .record(ParameterName, z.union([ParameterScalar, z.array(ParameterScalar).max(listItemsMax)]))
  .refine((values) => Object.keys(values).length <= 200, 'at most 200 parameters');

/** The values are checked against the template of each component once the catalogue is read. */
export const Components = z
  .record(ComponentName, ParameterValues)
  .refine((components) => Object.keys(components).length <= 50, 'at most 50 components')
  .default({})
  .meta({
    description:
      'Components of the scope by name, each with its parameters, named as in its template; `GET /catalogue/{component}` describes them.',
  });
export type Components = z.infer<typeof Components>;

export const Mode = z.enum(['standard', 'express']).meta({
  description:
    'When CloudFormation completes a stack: once every resource is ready (standard), or as soon as each is configured (express, not for production).',
});
export type Mode = z.infer<typeof Mode>;

/** A host name: labels of letters, digits and hyphens. */
export const HostName = z
  .string()
  .max(253)
  .regex(
    /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'a host name in lower case, such as shop.dev.example.com',
  );

/** The path of a request. It starts with a slash and needs no escaping. */
export const RequestPath = z
  .string()
  .max(128)
  .regex(/^\/[A-Za-z0-9._~/%?&=+-]*$/, 'a path that starts with /, such as /healthz')
  .refine((path) => !path.split('/').includes('..'), 'a path without ..');
