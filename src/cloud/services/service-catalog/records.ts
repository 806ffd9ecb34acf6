import type {
  DescribeRecordCommandInput,
  GetProvisionedProductOutputsCommandInput,
  ListRecordHistoryCommandInput,
  RecordDetail,
  RecordOutput,
} from '@aws-sdk/client-service-catalog';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call, Kernel, Operation } from '../../kernel/service.ts';
import {
  type CatalogRecord,
  type CatalogStore,
  catalog,
  findProvisionedProduct,
  newId,
  type ProvisionedProduct,
} from './catalog-store.ts';
import { pageOptions } from './portfolios.ts';

export type RecordType = 'PROVISION_PRODUCT' | 'UPDATE_PROVISIONED_PRODUCT' | 'TERMINATE_PROVISIONED_PRODUCT';

/** How an operation ended. */
export type Outcome =
  | { readonly kind: 'succeeded'; readonly outputs: RecordOutput[]; readonly physicalId?: string | undefined }
  | { readonly kind: 'failed'; readonly reason: string; readonly leaves: 'TAINTED' | 'ERROR' };

export const recordOperations: Readonly<Record<string, Operation>> = {
  DescribeRecord: describeRecord,
  ListRecordHistory: listRecordHistory,
  GetProvisionedProductOutputs: getProvisionedProductOutputs,
};

/** Creates a record and sets the provisioned product to UNDER_CHANGE. */
export function openRecord(
  product: ProvisionedProduct,
  request: { type: RecordType; pathId?: string | undefined; token?: string | undefined },
  call: Call,
): CatalogRecord {
  const now = new Date(call.kernel.clock.now());
  const record: CatalogRecord = {
    detail: {
      RecordId: newId('rec', call.kernel),
      RecordType: request.type,
      Status: 'CREATED',
      CreatedTime: now,
      UpdatedTime: now,
      ProvisionedProductId: product.id,
      ProvisionedProductName: product.name,
      ProvisionedProductType: product.type,
      ProductId: product.productId,
      ProvisioningArtifactId: product.artifactId,
      PathId: request.pathId,
      LaunchRoleArn: product.launchRoleArn,
      RecordErrors: [],
      RecordTags: [...product.tags].map(([Key, Value]) => ({ Key, Value })),
    },
    outputs: [],
    parameters: product.parameters,
    launchRoleArn: product.launchRoleArn,
    workflowToken: undefined,
    answerToken: undefined,
  };
  const store = catalog(call.kernel, call);
  store.records.set(record.detail.RecordId, record);
  if (request.token !== undefined) store.answers.set(request.token, record);
  product.records.unshift(record);
  product.status = 'UNDER_CHANGE';
  product.statusMessage = undefined;
  return record;
}

/** Ends a record and sets the status of the provisioned product. A terminated one is removed. */
export function settleRecord(
  { product, record, store }: { product: ProvisionedProduct; record: CatalogRecord; store: CatalogStore },
  outcome: Outcome,
  kernel: Kernel,
): void {
  const detail: RecordDetail = record.detail;
  detail.UpdatedTime = new Date(kernel.clock.now());
  record.workflowToken = undefined;
  if (outcome.kind === 'failed') {
    detail.Status = 'FAILED';
    detail.RecordErrors = [{ Code: 'InternalFailure', Description: outcome.reason }];
    product.status = outcome.leaves;
    product.statusMessage = outcome.reason;
    return;
  }
  detail.Status = 'SUCCEEDED';
  record.outputs = outcome.outputs;
  product.status = 'AVAILABLE';
  product.statusMessage = undefined;
  product.physicalId = outcome.physicalId ?? product.physicalId;
  product.lastSuccessfulRecordId = record.detail.RecordId;
  if (detail.RecordType === 'TERMINATE_PROVISIONED_PRODUCT') store.provisionedProducts.delete(product.id);
}

function describeRecord(input: DescribeRecordCommandInput, call: Call) {
  const record = catalog(call.kernel, call).records.get(input.Id!);
  if (record === undefined) throw new AwsError('ResourceNotFoundException', `Record ${input.Id} not found.`);
  const { items, nextToken } = page(record.outputs, pageOptions(input.PageSize, input.PageToken));
  return { RecordDetail: record.detail, RecordOutputs: items, NextPageToken: nextToken };
}

function listRecordHistory(input: ListRecordHistoryCommandInput, call: Call) {
  const filter = input.SearchFilter;
  const records = [...catalog(call.kernel, call).records.values()]
    .reverse()
    .map(({ detail }) => detail)
    .filter((detail) => {
      if (filter?.Key === 'provisionedproduct') return detail.ProvisionedProductId === filter.Value;
      if (filter?.Key === 'product') return detail.ProductId === filter.Value;
      return true;
    });
  const { items, nextToken } = page(records, pageOptions(input.PageSize, input.PageToken));
  return { RecordDetails: items, NextPageToken: nextToken };
}

/** The outputs of the last operation that succeeded. */
function getProvisionedProductOutputs(input: GetProvisionedProductOutputsCommandInput, call: Call) {
  const wanted = { id: input.ProvisionedProductId, name: input.ProvisionedProductName };
  const product = findProvisionedProduct(wanted, call);
  const record = catalog(call.kernel, call).records.get(product.lastSuccessfulRecordId!);
  const keys = input.OutputKeys;
  const outputs = (record?.outputs ?? []).filter(({ OutputKey }) => keys === undefined || keys.includes(OutputKey!));
  const { items, nextToken } = page(outputs, pageOptions(input.PageSize, input.PageToken));
  return { Outputs: items, NextPageToken: nextToken };
}
