import {
  DescribeProductAsAdminCommand,
  DescribeRecordCommand,
  ProvisionProductCommand,
  type RecordDetail,
  SearchProductsAsAdminCommand,
  ServiceCatalogClient,
  TerminateProvisionedProductCommand,
  UpdateProvisionedProductCommand,
} from '@aws-sdk/client-service-catalog';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Stage } from './harness.ts';

type Parameters = Readonly<Record<string, string>>;

/** The product `environment` as somebody who browses Service Catalog uses it. Each act answers its record's id. */
export interface Product {
  provision(name: string, parameters: Parameters): Promise<string>;
  update(name: string, parameters: Parameters): Promise<string>;
  terminate(name: string): Promise<string>;
  /** The record when Service Catalog was told how it ended. */
  ended(recordId: string): Promise<RecordDetail>;
  /** Messages that still lie in a queue of the engine, and those that were given up. */
  unanswered(): Promise<{ messages: number; dead: number }>;
}

const recordSecondsMax = 3600;

export async function openCatalog(stage: Stage): Promise<Product> {
  const catalog = new ServiceCatalogClient(stage.aws);
  const { ProductViewDetails = [] } = await catalog.send(new SearchProductsAsAdminCommand({}));
  const ProductId = ProductViewDetails[0]?.ProductViewSummary?.ProductId;
  const product = await catalog.send(new DescribeProductAsAdminCommand({ Id: ProductId }));
  const artifact = { ProductId, ProvisioningArtifactId: product.ProvisioningArtifactSummaries?.[0]?.Id };
  const list = (parameters: Parameters) => Object.entries(parameters).map(([Key, Value]) => ({ Key, Value }));
  return {
    async provision(name, parameters) {
      const asked = { ...artifact, ProvisionedProductName: name, ProvisioningParameters: list(parameters) };
      const token = { ProvisionToken: `provision-${name}` };
      return idOf(await catalog.send(new ProvisionProductCommand({ ...asked, ...token })));
    },
    async update(name, parameters) {
      const asked = { ...artifact, ProvisionedProductName: name, ProvisioningParameters: list(parameters) };
      const token = { UpdateToken: `update-${name}` };
      return idOf(await catalog.send(new UpdateProvisionedProductCommand({ ...asked, ...token })));
    },
    async terminate(name) {
      const asked = { ProvisionedProductName: name, TerminateToken: `terminate-${name}` };
      return idOf(await catalog.send(new TerminateProvisionedProductCommand(asked)));
    },
    ended: (Id) => endOf(stage, catalog, Id),
    unanswered: () => unanswered(stage),
  };
}

function idOf({ RecordDetail: record }: { RecordDetail?: RecordDetail | undefined }): string {
  return record?.RecordId ?? '';
}

async function endOf(stage: Stage, catalog: ServiceCatalogClient, Id: string): Promise<RecordDetail> {
  for (let waited = 0; waited < recordSecondsMax; waited += 5) {
    const { RecordDetail: record } = await catalog.send(new DescribeRecordCommand({ Id }));
    if (record?.Status === 'SUCCEEDED' || record?.Status === 'FAILED') return record;
    await stage.sleep(5);
  }
  throw new Error(`record ${Id} is never answered`);
}

async function unanswered(stage: Stage): Promise<{ messages: number; dead: number }> {
  const sqs = new SQSClient(stage.aws);
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const counts = { messages: 0, dead: 0 };
  for (const QueueUrl of QueueUrls) {
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    const { ApproximateNumberOfMessages = '0', ApproximateNumberOfMessagesNotVisible = '0' } = Attributes;
    const left = Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
    counts[QueueUrl.endsWith('dead-letters') ? 'dead' : 'messages'] += left;
  }
  return counts;
}
