import type { Kernel, Place } from '../kernel/service.ts';

/** A resource of a type without behaviour, as its service would know it. */
export interface GenericResource {
  readonly typeName: string;
  readonly physicalId: string;
  readonly stackId: string;
  readonly logicalId: string;
  properties: Readonly<Record<string, unknown>>;
  attributes: Readonly<Record<string, unknown>>;
  tags: Readonly<Record<string, string>>;
}

type GenericName = Pick<GenericResource, 'logicalId' | 'physicalId' | 'stackId' | 'typeName'>;
type Registry = Map<string, GenericResource>;

const STORE = 'cloudformation-resources';

/** Every generic resource of a type in one account and region, oldest first: for `ec2 describe-vpcs` and the like. */
export function genericResources(kernel: Kernel, place: Place, typeName: string): GenericResource[] {
  return [...registryOf(kernel, place).values()].filter((resource) => resource.typeName === typeName);
}

/** The first of that type and physical id. */
export function findGenericResource(
  kernel: Kernel,
  place: Place,
  { typeName, physicalId }: Pick<GenericResource, 'physicalId' | 'typeName'>,
): GenericResource | undefined {
  return genericResources(kernel, place, typeName).find((resource) => resource.physicalId === physicalId);
}

/** Those of every account and region: a page for people and tests who want to know what is there. */
export function allGenericResources(kernel: Kernel): object[] {
  return kernel.places(STORE).flatMap((place) => {
    const resources = [...registryOf(kernel, place).values()];
    return resources.map(({ typeName, physicalId, stackId }) => ({ ...place, typeName, physicalId, stackId }));
  });
}

export function putGenericResource(kernel: Kernel, place: Place, resource: GenericResource): void {
  registryOf(kernel, place).set(keyOf(resource), resource);
}

/** What `name` names exactly: two records of one zone may share a physical id. */
export function ownGenericResource(kernel: Kernel, place: Place, name: GenericName): GenericResource | undefined {
  return registryOf(kernel, place).get(keyOf(name));
}

export function removeGenericResource(kernel: Kernel, place: Place, name: GenericName): void {
  registryOf(kernel, place).delete(keyOf(name));
}

function registryOf(kernel: Kernel, place: Place): Registry {
  return kernel.store<Registry>(STORE, place, () => new Map());
}

function keyOf({ typeName, physicalId, stackId, logicalId }: GenericName): string {
  return [typeName, physicalId, stackId, logicalId].join(' ');
}
