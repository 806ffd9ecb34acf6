import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { type Artifact, type CatalogRecord, catalog, type ProvisionedProduct } from './catalog-store.ts';
import { type RecordType, settleRecord } from './records.ts';

/** The queue and parser names of each product type with a customer-provided engine. */
const ENGINE_NAMES: Readonly<Record<string, string>> = {
  EXTERNAL: 'ServiceCatalogExternal',
  TERRAFORM_CLOUD: 'ServiceCatalogTerraformCloud',
  TERRAFORM_OPEN_SOURCE: 'ServiceCatalogTerraformOS',
};

const QUEUES: Readonly<Record<RecordType, string>> = {
  PROVISION_PRODUCT: 'ProvisionOperationQueue',
  UPDATE_PROVISIONED_PRODUCT: 'UpdateOperationQueue',
  TERMINATE_PROVISIONED_PRODUCT: 'TerminateOperationQueue',
};

/** The name prefix, such as `ServiceCatalogExternal`; undefined for a CloudFormation product. */
export function engineName(productType: string): string | undefined {
  return ENGINE_NAMES[productType];
}

/** The artifact's path as the engine and its parser receive it: `S3://bucket/key`. */
export function artifactReference({ url }: Artifact) {
  const { hostname, pathname } = new URL(url);
  const virtual = /^(.+)\.s3[.-][^/]*$/.exec(hostname)?.[1];
  const path = decodeURIComponent(pathname.slice(1));
  return { path: `S3://${virtual === undefined ? path : `${virtual}/${path}`}`, type: 'AWS_S3' };
}

/**
 * Sends the operation to the engine's queue and leaves the record in progress: the engine answers by one of the
 * Notify operations. Without the queue the record fails at once.
 */
export async function sendToEngine(
  work: { product: ProvisionedProduct; record: CatalogRecord; artifact: Artifact | undefined },
  call: Call,
): Promise<void> {
  const { product, record } = work;
  const store = catalog(call.kernel, call);
  const type = record.detail.RecordType as RecordType;
  const QueueName = `${engineName(product.type)}${QUEUES[type]}`;
  record.workflowToken = call.kernel.random.uuid();
  try {
    const { QueueUrl } = await call.kernel.invoke<{ QueueUrl: string }>('sqs', 'GetQueueUrl', { QueueName }, call);
    const MessageBody = JSON.stringify(messageOf({ ...work, type }, call));
    await call.kernel.invoke('sqs', 'SendMessage', { QueueUrl, MessageBody }, call);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const reason = `Service Catalog could not send the operation to the queue ${QueueName}: ${error.message}`;
    settleRecord({ product, record, store }, { kind: 'failed', reason, leaves: 'ERROR' }, call.kernel);
  }
}

function messageOf(
  {
    product,
    record,
    artifact,
    type,
  }: {
    product: ProvisionedProduct;
    record: CatalogRecord;
    artifact: Artifact | undefined;
    type: RecordType;
  },
  call: Call,
) {
  const always = {
    token: record.workflowToken,
    operation: type,
    provisionedProductId: product.id,
    provisionedProductName: product.name,
    recordId: record.detail.RecordId,
    launchRoleArn: record.launchRoleArn,
    identity: { principal: call.principalArn, awsAccountId: call.account, organizationId: null },
  };
  if (type === 'TERMINATE_PROVISIONED_PRODUCT') return always;
  return {
    ...always,
    productId: product.productId,
    provisioningArtifactId: product.artifactId,
    artifact: artifactReference(artifact!),
    parameters: Object.entries(record.parameters).map(([key, value]) => ({ key, value })),
    tags: [...product.tags].map(([key, value]) => ({ key, value })),
  };
}
