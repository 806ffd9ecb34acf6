import type { Property, PropertyType, Resource } from '@aws-cdk/service-spec-types';
import { resourceDatabase } from './resource-database.ts';
import { SCHEMA_AMENDMENTS } from './schema-amendments.ts';

/** What CloudFormation knows about a resource type. */
export interface ResourceSchema {
  readonly typeName: string;
  readonly properties: Readonly<Record<string, Property>>;
  /** Attributes for `Fn::GetAtt`, with their type. */
  readonly attributes: ReadonlyMap<string, PropertyType>;
  /** Properties whose values form `Ref`. */
  readonly refIdentifier: readonly string[];
  readonly primaryIdentifier: readonly string[];
  readonly arnTemplate?: string;
  readonly tagProperty?: { readonly name: string; readonly isMap: boolean };
}

const schemas = new Map<string, ResourceSchema>();

/** The schema of a type, or `undefined` for a type that AWS does not have. */
export function resourceSchema(typeName: string): ResourceSchema | undefined {
  const known = schemas.get(typeName);
  if (known !== undefined) return known;
  const resource = resourceDatabase().resources.get(typeName);
  const amendment = SCHEMA_AMENDMENTS[typeName];
  if (resource === undefined && amendment === undefined) return undefined;
  const schema = { ...(resource === undefined ? emptySchema(typeName) : reduce(resource)) };
  const attributes = new Map([...schema.attributes, ...(amendment?.attributes ?? []).map(textAttribute)]);
  const amended = { ...schema, attributes, properties: { ...schema.properties, ...amendment?.properties } };
  schemas.set(typeName, amended);
  return amended;
}

/** The members of a nested property type. */
export function nestedProperties(type: PropertyType & { type: 'ref' }): Readonly<Record<string, Property>> {
  return resourceDatabase().definitions.get(type.reference.$ref)?.properties ?? {};
}

function reduce(resource: Resource): ResourceSchema {
  const { arnTemplate, tagInformation } = resource;
  return {
    typeName: resource.cloudFormationType,
    properties: resource.properties,
    attributes: new Map(Object.entries(resource.attributes).map(([name, attribute]) => [name, attribute.type])),
    refIdentifier: resource.cfnRefIdentifier ?? resource.primaryIdentifier ?? [],
    primaryIdentifier: resource.primaryIdentifier ?? [],
    ...(arnTemplate === undefined ? {} : { arnTemplate }),
    ...(tagInformation === undefined
      ? {}
      : { tagProperty: { name: tagInformation.tagPropertyName, isMap: tagInformation.variant === 'map' } }),
  };
}

function emptySchema(typeName: string): ResourceSchema {
  return { typeName, properties: {}, attributes: new Map(), refIdentifier: [], primaryIdentifier: [] };
}

function textAttribute(name: string): [string, PropertyType] {
  return [name, { type: 'string' }];
}
