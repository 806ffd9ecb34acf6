import { AwsError } from '../../../kernel/errors.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { catalog, findProvisionedProduct, type ProvisionedProduct } from '../catalog-store.ts';
import { provisionProduct, terminateProvisionedProduct, updateProvisionedProduct } from '../provisioning.ts';

type Properties = Record<string, unknown>;

const NAME_LENGTH_MAX = 128;
const POLL_SECONDS = 5;

/** AWS::ServiceCatalog::CloudFormationProvisionedProduct: done when its record is. `Ref` is its id. */
export const provisionedProductResource: ResourceType = {
  typeName: 'AWS::ServiceCatalog::CloudFormationProvisionedProduct',
  timing: 'own',
  async create(properties, context) {
    const name = String(properties.ProvisionedProductName ?? context.physicalName(NAME_LENGTH_MAX));
    const ProvisionToken = context.kernel.random.uuid();
    const input = { ...inputOf(properties, context), ProvisionedProductName: name, ProvisionToken };
    const { RecordDetail } = provisionProduct(input, context);
    context.announce({ physicalId: RecordDetail.ProvisionedProductId });
    return ended(RecordDetail.RecordId, context);
  },
  async update(resource, properties, _previous, context) {
    const input = { ...inputOf(properties, context), ProvisionedProductId: resource.physicalId };
    const { RecordDetail } = updateProvisionedProduct({ ...input, UpdateToken: context.kernel.random.uuid() }, context);
    return ended(RecordDetail.RecordId, context);
  },
  async delete(resource, _properties, context) {
    const product = catalog(context.kernel, context).provisionedProducts.get(resource.physicalId);
    if (product === undefined) return;
    // A cancelled creation continues in Service Catalog, which accepts one operation at a time.
    while (isUnderChange(product)) await context.kernel.clock.sleep(POLL_SECONDS);
    const { RecordDetail } = terminateProvisionedProduct(
      { ProvisionedProductId: resource.physicalId, TerminateToken: context.kernel.random.uuid() },
      context,
    );
    await recordEnd(RecordDetail.RecordId, context);
  },
};

/** The end of the record changes the status while this code waits, which the compiler cannot know. */
function isUnderChange({ status }: ProvisionedProduct): boolean {
  return status === 'UNDER_CHANGE';
}

function inputOf(properties: Properties, context: ResourceContext) {
  const text = (name: string) => properties[name] as string | undefined;
  return {
    ProductId: text('ProductId'),
    ProductName: text('ProductName'),
    ProvisioningArtifactId: text('ProvisioningArtifactId'),
    ProvisioningArtifactName: text('ProvisioningArtifactName'),
    PathId: text('PathId'),
    PathName: text('PathName'),
    ProvisioningParameters: properties.ProvisioningParameters as { Key: string; Value: string }[] | undefined,
    Tags: Object.entries(context.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

async function ended(recordId: string, context: ResourceContext): Promise<CreatedResource> {
  const record = await recordEnd(recordId, context);
  const product = findProvisionedProduct({ id: record.detail.ProvisionedProductId }, context);
  const outputs = record.outputs.map(({ OutputKey, OutputValue }) => [`Outputs.${OutputKey}`, OutputValue]);
  return {
    physicalId: product.id,
    attributes: {
      ProvisionedProductId: product.id,
      RecordId: recordId,
      CloudformationStackArn: product.physicalId,
      ...Object.fromEntries(outputs),
    },
  };
}

async function recordEnd(recordId: string, context: ResourceContext) {
  const record = catalog(context.kernel, context).records.get(recordId)!;
  while (record.detail.Status !== 'SUCCEEDED' && record.detail.Status !== 'FAILED') {
    await context.kernel.clock.sleep(POLL_SECONDS, context.signal);
  }
  if (record.detail.Status === 'FAILED') {
    throw new AwsError(
      'GeneralServiceException',
      record.detail.RecordErrors?.[0]?.Description ?? 'The operation failed.',
    );
  }
  return record;
}
