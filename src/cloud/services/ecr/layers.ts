import { createHash } from 'node:crypto';
import type {
  BatchCheckLayerAvailabilityRequest,
  CompleteLayerUploadRequest,
  GetDownloadUrlForLayerRequest,
  InitiateLayerUploadRequest,
  UploadLayerPartRequest,
} from '@aws-sdk/client-ecr';
import { AwsError } from '../../kernel/errors.ts';
import type { NetworkRequest, NetworkResponse } from '../../kernel/network.ts';
import type { Call, Kernel } from '../../kernel/service.ts';
import { ecrStore, findRepository, type LayerUpload, registryOf } from './store.ts';

const PART_BYTES = 20 * 1024 * 1024;

export function initiateLayerUpload(input: InitiateLayerUploadRequest, call: Call) {
  const registry = registryOf(call, input.registryId);
  findRepository(input.repositoryName, registry);
  const uploadId = call.kernel.random.uuid();
  ecrStore(registry).uploads.set(uploadId, { repositoryName: input.repositoryName!, parts: [], sizeBytes: 0 });
  return { uploadId, partSize: PART_BYTES };
}

export function uploadLayerPart(input: UploadLayerPartRequest, call: Call) {
  const registry = registryOf(call, input.registryId);
  findRepository(input.repositoryName, registry);
  const upload = findUpload(input, registry);
  const part = input.layerPartBlob!;
  if (input.partFirstByte !== upload.sizeBytes || input.partLastByte !== upload.sizeBytes + part.length - 1) {
    throw new AwsError('InvalidLayerPartException', 'The layer part does not follow the last byte received', 400, {
      registryId: registry.account,
      repositoryName: input.repositoryName,
      uploadId: input.uploadId,
      lastValidByteReceived: upload.sizeBytes - 1,
    });
  }
  upload.parts.push(part);
  upload.sizeBytes += part.length;
  return {
    registryId: registry.account,
    repositoryName: input.repositoryName,
    uploadId: input.uploadId,
    lastByteReceived: upload.sizeBytes - 1,
  };
}

export function completeLayerUpload(input: CompleteLayerUploadRequest, call: Call) {
  const registry = registryOf(call, input.registryId);
  const repository = findRepository(input.repositoryName, registry);
  const upload = findUpload(input, registry);
  if (upload.sizeBytes === 0) {
    throw new AwsError('EmptyUploadException', 'There are no layer parts uploaded for the specified upload');
  }
  const layer = Buffer.concat(upload.parts);
  const digest = digestOf(layer);
  if (!input.layerDigests!.includes(digest)) {
    throw new AwsError(
      'InvalidLayerException',
      `Layer digest '${input.layerDigests}' does not match the uploaded bytes`,
    );
  }
  ecrStore(registry).uploads.delete(input.uploadId!);
  if (repository.layers.has(digest)) {
    throw new AwsError(
      'LayerAlreadyExistsException',
      `The layer with digest '${digest}' already exists in the repository with name '${repository.name}' in registry with id '${registry.account}'`,
    );
  }
  repository.layers.set(digest, layer);
  return {
    registryId: registry.account,
    repositoryName: repository.name,
    uploadId: input.uploadId,
    layerDigest: digest,
  };
}

export function batchCheckLayerAvailability(input: BatchCheckLayerAvailabilityRequest, call: Call) {
  const repository = findRepository(input.repositoryName, registryOf(call, input.registryId));
  const layers = [];
  const failures = [];
  for (const layerDigest of input.layerDigests ?? []) {
    if (!/^[a-z0-9]+:[0-9a-f]{64}$/.test(layerDigest)) {
      failures.push({ layerDigest, failureCode: 'InvalidLayerDigest', failureReason: 'Invalid layer digest' });
      continue;
    }
    const layer = repository.layers.get(layerDigest);
    layers.push({
      layerDigest,
      layerAvailability: layer === undefined ? 'UNAVAILABLE' : 'AVAILABLE',
      ...(layer === undefined ? {} : { layerSize: layer.length }),
    });
  }
  return { layers, failures };
}

export function getDownloadUrlForLayer(input: GetDownloadUrlForLayerRequest, call: Call) {
  const registry = registryOf(call, input.registryId);
  const repository = findRepository(input.repositoryName, registry);
  if (!repository.layers.has(input.layerDigest!)) {
    throw new AwsError(
      'LayersNotFoundException',
      `The layer with digest '${input.layerDigest}' does not exist in the repository with name '${repository.name}' in registry with id '${registry.account}'`,
    );
  }
  const host = openLayerBucket(registry.kernel, registry.region);
  return {
    downloadUrl: `https://${host}/${registry.account}/${repository.name}/${input.layerDigest}`,
    layerDigest: input.layerDigest,
  };
}

/** `sha256:` and the hash, as in manifests. */
export function digestOf(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Registering a host twice replaces its handler by an equal one. */
function openLayerBucket(kernel: Kernel, region: string): string {
  const host = `prod-${region}-starport-layer-bucket.s3.${region}.amazonaws.com`;
  kernel.network.register(host, 443, async (request) => layerResponse(request, kernel, region));
  return host;
}

/** Links to layers of a snapshot work again. */
export function reopenLayerBuckets(kernel: Kernel): void {
  for (const { region } of kernel.accountRegions('ecr')) openLayerBucket(kernel, region);
}

function layerResponse(request: NetworkRequest, kernel: Kernel, region: string): NetworkResponse {
  const [, account = '', ...path] = decodeURIComponent(new URL(request.url).pathname).split('/');
  const digest = path.pop() ?? '';
  const store = ecrStore({ kernel, account, region });
  const layer = store.repositories.get(path.join('/'))?.layers.get(digest);
  if (layer === undefined) return { status: 404, headers: {}, body: new Uint8Array() };
  return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: layer };
}

function findUpload(
  input: { uploadId?: string | undefined; repositoryName?: string | undefined },
  call: Call,
): LayerUpload {
  const upload = ecrStore(call).uploads.get(input.uploadId ?? '');
  if (upload !== undefined && upload.repositoryName === input.repositoryName) return upload;
  throw new AwsError(
    'UploadNotFoundException',
    `The upload with id '${input.uploadId}' does not exist in the repository with name '${input.repositoryName}' in registry with id '${call.account}'`,
  );
}
