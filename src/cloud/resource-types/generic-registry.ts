import type { AccountRegion, Kernel } from '../kernel/service.ts';

/** A resource of a type without behaviour, as its service would record it. */
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
export function genericResources(kernel: Kernel, accountRegion: AccountRegion, typeName: string): GenericResource[] {
  return [...registryOf(kernel, accountRegion).values()].filter((resource) => resource.typeName === typeName);
}

/** The first of that type and physical id. */
export function findGenericResource(
  kernel: Kernel,
  accountRegion: AccountRegion,
  { typeName, physicalId }: Pick<GenericResource, 'physicalId' | 'typeName'>,
): GenericResource | undefined {
  return genericResources(kernel, accountRegion, typeName).find((resource) => resource.physicalId === physicalId);
}

/** The generic resources of every account and region, for the status page and for tests. */
export function allGenericResources(kernel: Kernel): object[] {
  return kernel.accountRegions(STORE).flatMap((accountRegion) => {
    const resources = [...registryOf(kernel, accountRegion).values()];
    return resources.map(({ typeName, physicalId, stackId }) => ({ ...accountRegion, typeName, physicalId, stackId }));
  });
}

export function putGenericResource(kernel: Kernel, accountRegion: AccountRegion, resource: GenericResource): void {
  registryOf(kernel, accountRegion).set(keyOf(resource), resource);
}

/** The one resource with this full name: two record sets of a zone may share a physical id. */
export function ownGenericResource(
  kernel: Kernel,
  accountRegion: AccountRegion,
  name: GenericName,
): GenericResource | undefined {
  return registryOf(kernel, accountRegion).get(keyOf(name));
}

export function removeGenericResource(kernel: Kernel, accountRegion: AccountRegion, name: GenericName): void {
  registryOf(kernel, accountRegion).delete(keyOf(name));
}

function registryOf(kernel: Kernel, accountRegion: AccountRegion): Registry {
  return kernel.store<Registry>(STORE, accountRegion, () => new Map());
}

function keyOf({ typeName, physicalId, stackId, logicalId }: GenericName): string {
  return [typeName, physicalId, stackId, logicalId].join(' ');
}
