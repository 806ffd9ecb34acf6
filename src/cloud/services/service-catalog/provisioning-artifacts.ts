import type {
  CreateProvisioningArtifactCommandInput,
  DeleteProvisioningArtifactCommandInput,
  DescribeProvisioningArtifactCommandInput,
  ListProvisioningArtifactsCommandInput,
  ProvisioningArtifactProperties,
  UpdateProvisioningArtifactCommandInput,
} from '@aws-sdk/client-service-catalog';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { type Artifact, findArtifact, findProduct, newId, type Product } from './catalog-store.ts';

export const artifactOperations: Readonly<Record<string, Operation>> = {
  CreateProvisioningArtifact: createProvisioningArtifact,
  UpdateProvisioningArtifact: updateProvisioningArtifact,
  DeleteProvisioningArtifact: deleteProvisioningArtifact,
  DescribeProvisioningArtifact: describeProvisioningArtifact,
  ListProvisioningArtifacts: listProvisioningArtifacts,
};

/** A version of a product. Its template or archive must be in S3, and its type must be the product's. */
export function addArtifact(product: Product, properties: ProvisioningArtifactProperties, call: Call): Artifact {
  const type = properties.Type ?? product.type;
  const url = properties.Info?.LoadTemplateFromURL;
  if (type !== product.type) {
    throw new AwsError(
      'InvalidParametersException',
      `A product of type ${product.type} takes no artifact of type ${type}.`,
    );
  }
  if (url === undefined || !/^https:\/\//i.test(url)) {
    throw new AwsError('InvalidParametersException', 'Info must have LoadTemplateFromURL, an https URL in Amazon S3.');
  }
  const artifact: Artifact = {
    id: newId('pa', call.kernel),
    type,
    createdAtMs: call.kernel.clock.now(),
    url,
    name: properties.Name ?? `v${product.artifacts.size + 1}`,
    description: properties.Description,
    isActive: true,
    guidance: 'DEFAULT',
  };
  product.artifacts.set(artifact.id, artifact);
  return artifact;
}

export function artifactDetail(artifact: Artifact) {
  return {
    Id: artifact.id,
    Name: artifact.name,
    Description: artifact.description,
    Type: artifact.type,
    CreatedTime: new Date(artifact.createdAtMs),
    Active: artifact.isActive,
    Guidance: artifact.guidance,
    SourceRevision: undefined,
  };
}

function createProvisioningArtifact(input: CreateProvisioningArtifactCommandInput, call: Call) {
  const product = findProduct({ id: input.ProductId }, call);
  return answer(addArtifact(product, input.Parameters!, call));
}

function updateProvisioningArtifact(input: UpdateProvisioningArtifactCommandInput, call: Call) {
  const artifact = findArtifact(findProduct({ id: input.ProductId }, call), { id: input.ProvisioningArtifactId });
  artifact.name = input.Name ?? artifact.name;
  artifact.description = input.Description ?? artifact.description;
  artifact.isActive = input.Active ?? artifact.isActive;
  artifact.guidance = input.Guidance ?? artifact.guidance;
  return answer(artifact);
}

/** The last version of a product cannot be deleted. */
function deleteProvisioningArtifact(input: DeleteProvisioningArtifactCommandInput, call: Call) {
  const product = findProduct({ id: input.ProductId }, call);
  const artifact = findArtifact(product, { id: input.ProvisioningArtifactId });
  if (product.artifacts.size === 1) {
    throw new AwsError('ResourceInUseException', `${artifact.id} is the last provisioning artifact of ${product.id}.`);
  }
  product.artifacts.delete(artifact.id);
  return {};
}

function describeProvisioningArtifact(input: DescribeProvisioningArtifactCommandInput, call: Call) {
  const product = findProduct({ id: input.ProductId, name: input.ProductName }, call);
  return answer(findArtifact(product, { id: input.ProvisioningArtifactId, name: input.ProvisioningArtifactName }));
}

function listProvisioningArtifacts(input: ListProvisioningArtifactsCommandInput, call: Call) {
  const product = findProduct({ id: input.ProductId }, call);
  return { ProvisioningArtifactDetails: [...product.artifacts.values()].map(artifactDetail) };
}

function answer(artifact: Artifact) {
  return {
    ProvisioningArtifactDetail: artifactDetail(artifact),
    Info: { TemplateUrl: artifact.url },
    Status: 'AVAILABLE',
  };
}
