import type { ProvisioningArtifactProperties } from '@aws-sdk/client-service-catalog';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { findProduct } from '../catalog-store.ts';
import { createProduct, deleteProduct, updateProduct } from '../products.ts';
import { addArtifact } from '../provisioning-artifacts.ts';

type Properties = Record<string, unknown>;

/** AWS::ServiceCatalog::CloudFormationProduct, of any product type. `Ref` is the product's id. */
export const productResource: ResourceType = {
  typeName: 'AWS::ServiceCatalog::CloudFormationProduct',
  timing: 'model',
  async create(properties, context) {
    const [first, ...others] = artifactsOf(properties);
    const { ProductViewDetail } = createProduct(
      {
        ...textsOf(properties),
        ProductType: typeOf(properties),
        IdempotencyToken: context.requestId,
        ProvisioningArtifactParameters: first,
      },
      context,
    );
    const id = ProductViewDetail.ProductViewSummary.ProductId;
    context.announce({ physicalId: id });
    const product = findProduct({ id }, context);
    for (const artifact of others) addArtifact(product, artifact, context);
    return created(id, context);
  },
  async update(resource, properties, previous, context) {
    updateProduct({ Id: resource.physicalId, ...textsOf(properties) }, context);
    updateArtifacts(resource.physicalId, { properties, previous }, context);
    return created(resource.physicalId, context);
  },
  async delete(resource, _properties, context) {
    deleteProduct({ Id: resource.physicalId }, context);
  },
};

/** New versions get new ids: all of them with ReplaceProvisioningArtifacts, else those that changed. */
function updateArtifacts(
  id: string,
  { properties, previous }: { properties: Properties; previous: Properties },
  context: ResourceContext,
): void {
  const wanted = artifactsOf(properties);
  const before = artifactsOf(previous).map((artifact) => JSON.stringify(artifact));
  const replacesAll = String(properties.ReplaceProvisioningArtifacts) === 'true';
  const isSame =
    wanted.length === before.length && wanted.every((artifact, index) => JSON.stringify(artifact) === before[index]);
  if (isSame && !replacesAll) return;
  const product = findProduct({ id }, context);
  const old = [...product.artifacts.values()];
  for (const [index, artifact] of wanted.entries()) {
    if (!replacesAll && JSON.stringify(artifact) === before[index]) continue;
    addArtifact(product, artifact, context);
    if (old[index] !== undefined) product.artifacts.delete(old[index].id);
  }
  for (const removed of old.slice(wanted.length)) product.artifacts.delete(removed.id);
}

function artifactsOf(properties: Properties): ProvisioningArtifactProperties[] {
  const type = typeOf(properties);
  const artifacts = (properties.ProvisioningArtifactParameters as Properties[] | undefined) ?? [];
  return artifacts.map((artifact) => ({
    Name: artifact.Name as string | undefined,
    Description: artifact.Description as string | undefined,
    Type: (artifact.Type as typeof type | undefined) ?? type,
    Info: artifact.Info as Record<string, string>,
  }));
}

function typeOf(properties: Properties) {
  return (properties.ProductType ?? 'CLOUD_FORMATION_TEMPLATE') as 'CLOUD_FORMATION_TEMPLATE' | 'EXTERNAL';
}

function textsOf(properties: Properties) {
  const text = (name: string) => properties[name] as string | undefined;
  return {
    Name: text('Name'),
    Owner: text('Owner'),
    Description: text('Description'),
    Distributor: text('Distributor'),
    SupportDescription: text('SupportDescription'),
    SupportEmail: text('SupportEmail'),
    SupportUrl: text('SupportUrl'),
  };
}

function created(id: string, context: ResourceContext) {
  const product = findProduct({ id }, context);
  product.tags = new Map(Object.entries(context.tags));
  const artifacts = [...product.artifacts.values()];
  return {
    physicalId: id,
    attributes: {
      Id: id,
      ProductName: product.texts.Name,
      ProvisioningArtifactIds: artifacts.map((artifact) => artifact.id).join(','),
      ProvisioningArtifactNames: artifacts.map((artifact) => artifact.name).join(','),
    },
  };
}
