import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';

export interface Image {
  readonly digest: string;
  readonly manifest: string;
  readonly mediaType: string;
  /** Bytes of the configuration and the layers, as pushed. */
  readonly sizeBytes: number;
  readonly pushedAt: Date;
  lastPulledAt: Date | undefined;
}

export interface Repository {
  readonly name: string;
  readonly arn: string;
  readonly uri: string;
  readonly registryId: string;
  readonly createdAt: Date;
  readonly encryption: Record<string, unknown>;
  tagMutability: string;
  scanning: Record<string, unknown>;
  policyText: string | undefined;
  lifecycle: { text: string; evaluatedAt: Date } | undefined;
  readonly tags: Map<string, string>;
  /** Image configurations and layers: both are blobs to a registry. */
  readonly layers: Map<string, Uint8Array>;
  readonly images: Map<string, Image>;
  readonly digestByTag: Map<string, string>;
}

export interface LayerUpload {
  readonly repositoryName: string;
  readonly parts: Uint8Array[];
  sizeBytes: number;
}

/** One registry: an account in a region. */
export class EcrStore {
  readonly repositories = new Map<string, Repository>();
  readonly uploads = new Map<string, LayerUpload>();
}

/** A call with its registry: the caller's own, or the one of `registryId`. */
export type RegistryCall = AccountRegion & { readonly kernel: Kernel };

export function ecrStore(call: RegistryCall): EcrStore {
  return call.kernel.store('ecr', { account: call.account, region: call.region }, () => new EcrStore());
}

export function registryOf<C extends RegistryCall>(call: C, registryId: string | undefined): C {
  return registryId === undefined ? call : { ...call, account: registryId };
}

/** Throws `RepositoryNotFoundException`. */
export function findRepository(name: string | undefined, call: RegistryCall): Repository {
  const repository = ecrStore(call).repositories.get(name ?? '');
  if (repository !== undefined) return repository;
  throw new AwsError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${call.account}'`,
  );
}
