import { AwsError } from '../../../kernel/errors.ts';
import { isTrue, text } from '../../../kernel/property-values.ts';
import type { ResourceRequest } from '../../../resource-types/checked-type.ts';
import { findGenericResource } from '../../../resource-types/generic-registry.ts';

/** Throws for a major version upgrade that is not allowed, and for a downgrade. */
export function checkUpgrade({ properties, previous = {} }: ResourceRequest): void {
  const engine = text(properties, 'Engine');
  const [from, to] = [text(previous, 'EngineVersion'), text(properties, 'EngineVersion')];
  if (from === undefined || to === undefined) return;
  const [before, after] = [majorOf(engine, from), majorOf(engine, to)];
  if (before === after) return;
  if (compare(after, before) < 0) {
    throw invalidCombination(`Cannot upgrade ${engine} from ${from} to ${to}`);
  }
  if (isTrue(properties, 'AllowMajorVersionUpgrade')) return;
  throw invalidCombination('The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.');
}

/** Throws for a parameter group of another engine family. AWS's default groups are recognised by name. */
export function checkParameterGroup(
  { properties, context }: ResourceRequest,
  { typeName, property }: { readonly typeName: string; readonly property: string },
): void {
  const physicalId = text(properties, property);
  const [engine, version] = [text(properties, 'Engine'), text(properties, 'EngineVersion')];
  if (physicalId === undefined || /^default[.:]/.test(physicalId)) return;
  const group = findGenericResource(context.kernel, context, { typeName, physicalId });
  if (group === undefined) {
    throw new AwsError('DBParameterGroupNotFound', `DBParameterGroup not found: ${physicalId}`, 404);
  }
  if (engine === undefined || version === undefined) return;
  const [family, wanted] = [String(group.properties.Family), `${engine}${majorOf(engine, version)}`];
  if (family === wanted) return;
  throw invalidCombination(
    `The Parameter Group ${physicalId} with DBParameterGroupFamily ${family} cannot be used for this instance. Please use a Parameter Group with DBParameterGroupFamily ${wanted}`,
  );
}

/** `8.4` of `8.4.7`, but `17` of `17.2`: PostgreSQL's major version is one number. */
function majorOf(engine: string | undefined, version: string): string {
  const parts = version.split('.');
  return parts.slice(0, engine?.includes('postgres') ? 1 : 2).join('.');
}

function compare(one: string, other: string): number {
  const [left, right] = [one.split('.').map(Number), other.split('.').map(Number)];
  return (left[0] ?? 0) - (right[0] ?? 0) || (left[1] ?? 0) - (right[1] ?? 0);
}

function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombination', message);
}
