import type { PropertyType } from '@aws-cdk/service-spec-types';
import { isObject } from '../kernel/json-object.ts';
import type { ResourceContext } from '../kernel/service.ts';
import { ATTRIBUTE_ID_PREFIXES, ID_PREFIXES, NAME_STYLES, physicalName, prefixedId } from './identifiers.ts';
import { KNOWN_IDENTITIES } from './known-identities.ts';
import type { ResourceSchema } from './resource-schema.ts';

/** A resource's physical id and its `Fn::GetAtt` attributes. */
export interface Identity {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

type Properties = Readonly<Record<string, unknown>>;

/** What generated values are derived from. */
export interface IdentitySource {
  readonly schema: ResourceSchema;
  readonly properties: Properties;
  readonly identity: Identity;
  readonly context: ResourceContext;
}

/** Generates a well-formed identity for a resource of a type without behaviour, from its schema and properties. */
export function genericIdentity(
  schema: ResourceSchema | undefined,
  properties: Properties,
  context: ResourceContext,
): Identity {
  const known = KNOWN_IDENTITIES[context.typeName];
  const attributes: Record<string, unknown> = { ...known?.(properties, context) };
  if (schema === undefined) return { physicalId: context.physicalName(255), attributes };
  const parts = schema.refIdentifier.map((name) => {
    const value = attributes[name] ?? properties[name] ?? madeIdentifier(name, { schema, properties, context });
    if (schema.attributes.has(name)) attributes[name] ??= value;
    return identifierText(value);
  });
  const physicalId = typeof attributes.Ref === 'string' ? attributes.Ref : parts.join('|') || context.physicalName(255);
  return {
    physicalId,
    attributes: completedAttributes({ schema, properties, identity: { physicalId, attributes }, context }),
  };
}

/** Fills in every attribute of the schema that `identity` does not name. */
export function completedAttributes(source: IdentitySource): Record<string, unknown> {
  const { schema, identity, properties } = source;
  const completed: Record<string, unknown> = { ...identity.attributes };
  for (const [name, type] of schema.attributes) {
    if (Object.hasOwn(completed, name)) continue;
    completed[name] = valueAt(properties, name) ?? madeAttribute(name, type, source);
  }
  return completed;
}

/** Where the template does not set an identifying property, CloudFormation generates a name. */
function madeIdentifier(name: string, { schema, properties, context }: Omit<IdentitySource, 'identity'>): unknown {
  const { random } = context.kernel;
  const prefix = ID_PREFIXES[context.typeName];
  if (prefix !== undefined && /Id$/.test(name)) return prefixedId(prefix, random);
  if (/Arn$/i.test(name)) return madeArn(madeName(context), { schema, properties, context });
  if (Object.hasOwn(schema.properties, name)) return madeName(context);
  if (/Id$/.test(name)) return random.hex(name === 'Id' || name.length > 8 ? 12 : 10);
  return madeName(context);
}

function madeName(context: ResourceContext): string {
  const { stackName, logicalId, typeName, kernel } = context;
  return physicalName({ stackName, logicalId, random: kernel.random }, NAME_STYLES[typeName] ?? { lengthMax: 128 });
}

function madeAttribute(name: string, type: PropertyType, { schema, identity, context }: IdentitySource): unknown {
  const { random } = context.kernel;
  const last = name.split('.').at(-1)!;
  if (type.type === 'array') return madeList(last, context);
  if (type.type === 'boolean') return false;
  if (type.type === 'integer' || type.type === 'number') return 1;
  if (type.type === 'ref' || type.type === 'map') return {};
  if (/arn$/i.test(last)) {
    return identity.physicalId.startsWith('arn:') && last !== 'RoleArn'
      ? identity.physicalId
      : madeArn(identity.physicalId, { schema, properties: {}, context });
  }
  const prefix = ATTRIBUTE_ID_PREFIXES[last];
  if (prefix !== undefined) return prefixedId(prefix, random);
  if (last === 'Id' || last === schema.refIdentifier[0] || /Name$/.test(last))
    return identity.physicalId.split('/').at(-1);
  if (/Ip$/.test(last)) return `10.0.${Math.floor(random.next() * 256)}.${Math.floor(random.next() * 254) + 1}`;
  if (/(Url|URL|Uri|Endpoint)$/.test(last)) return `https://${hostName(identity, context)}`;
  if (/(Address|Dns|DNS|DNSName|DomainName|HostName)$/.test(last)) return hostName(identity, context);
  if (/Port$/.test(last)) return '443';
  if (/(Time|Date|At)$/.test(last)) return new Date(context.kernel.clock.now()).toISOString();
  if (/Status$|State$/.test(last)) return 'ACTIVE';
  return random.hex(16);
}

/** Lists that templates select from are never empty. */
function madeList(name: string, { kernel: { random } }: ResourceContext): string[] {
  if (/Ip(v4)?Address(es)?$|IpAddresses$/.test(name)) return [10, 11].map((last) => `10.0.${last}.${last}`);
  if (/NetworkInterfaceIds$/.test(name)) return [prefixedId('eni', random), prefixedId('eni', random)];
  if (name === 'DnsEntries') return [1, 2].map((index) => `Z7HUB22UULQXV:vpce-${random.hex(8)}-${index}.amazonaws.com`);
  return [];
}

function hostName(identity: Identity, context: ResourceContext): string {
  const service = context.typeName.split('::')[1]!.toLowerCase();
  const label = identity.physicalId
    .split(/[/:|]/)
    .at(-1)!
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .slice(0, 60);
  return `${label}.${context.kernel.random.hex(8)}.${context.region}.${service}.amazonaws.com`;
}

function madeArn(name: string, { schema, properties, context }: Omit<IdentitySource, 'identity'>): string {
  const service = context.typeName.split('::')[1]!.toLowerCase();
  const kind = kebab(context.typeName.split('::')[2]!);
  const template = schema.arnTemplate ?? `arn:\${Partition}:${service}:\${Region}:\${Account}:${kind}/\${Name}`;
  const values: Readonly<Record<string, string>> = {
    Partition: 'aws',
    Region: context.region,
    Account: context.account,
  };
  return template.replace(/\$\{(\w+)\}/g, (_whole, variable: string) => {
    const own = properties[variable];
    return values[variable] ?? (typeof own === 'string' ? own : name);
  });
}

function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

function identifierText(value: unknown): string {
  return isObject(value) ? JSON.stringify(value) : String(value);
}

function valueAt(properties: Properties, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), properties);
}
