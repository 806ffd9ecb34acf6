import { resourceSchema } from './resource-schema.ts';

/** The physical name a template fixes, for types whose one identifier is a property. */
export function fixedName(resource: {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}): string | undefined {
  const schema = resourceSchema(resource.type);
  const [identifier, ...others] = schema?.primaryIdentifier ?? [];
  if (identifier === undefined || others.length > 0 || schema?.refIdentifier[0] !== identifier) return undefined;
  const name = resource.properties[identifier];
  return typeof name === 'string' ? name : undefined;
}
