import type {
  DescribeProvisionedProductCommandInput,
  ScanProvisionedProductsCommandInput,
  SearchProvisionedProductsCommandInput,
} from '@aws-sdk/client-service-catalog';
import { page } from '../../kernel/page.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { catalog, findProvisionedProduct, type ProvisionedProduct, tagList } from './catalog-store.ts';
import { pageOptions } from './portfolios.ts';

export const provisionedProductOperations: Readonly<Record<string, Operation>> = {
  DescribeProvisionedProduct: describeProvisionedProduct,
  SearchProvisionedProducts: searchProvisionedProducts,
  ScanProvisionedProducts: scanProvisionedProducts,
};

function describeProvisionedProduct(input: DescribeProvisionedProductCommandInput, call: Call) {
  const product = findProvisionedProduct({ id: input.Id, name: input.Name }, call);
  return { ProvisionedProductDetail: detail(product), CloudWatchDashboards: [] };
}

function scanProvisionedProducts(input: ScanProvisionedProductsCommandInput, call: Call) {
  const all = [...catalog(call.kernel, call).provisionedProducts.values()];
  const { items, nextToken } = page(all, pageOptions(input.PageSize, input.PageToken));
  return { ProvisionedProducts: items.map(detail), NextPageToken: nextToken };
}

/**
 * Filters are `key:value` texts, as in `name:shop-*` or `status:AVAILABLE`; text without a key is searched in every
 * field.
 */
function searchProvisionedProducts(input: SearchProvisionedProductsCommandInput, call: Call) {
  const queries = ((input.Filters ?? {}) as { SearchQuery?: string[] }).SearchQuery ?? [];
  const found = [...catalog(call.kernel, call).provisionedProducts.values()].filter((product) =>
    queries.every((query) => matches(product, query)),
  );
  const { items, nextToken } = page(found, pageOptions(input.PageSize, input.PageToken));
  return {
    ProvisionedProducts: items.map((product) => attributes(product, call)),
    TotalResultsCount: found.length,
    NextPageToken: nextToken,
  };
}

function matches(product: ProvisionedProduct, query: string): boolean {
  const separator = query.indexOf(':');
  const fields: Record<string, string | undefined> = {
    id: product.id,
    arn: product.arn,
    name: product.name,
    status: product.status,
    type: product.type,
    productid: product.productId,
    provisioningartifactid: product.artifactId,
    physicalid: product.physicalId,
    lastrecordid: product.records[0]?.detail.RecordId,
  };
  const key = query.slice(0, separator).toLowerCase();
  if (!(key in fields)) return Object.values(fields).some((value) => glob(query, value));
  return glob(query.slice(separator + 1).replace(/^"(.*)"$/, '$1'), fields[key]);
}

function glob(pattern: string, value: string | undefined): boolean {
  const expression = pattern.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll('*', '.*');
  return value !== undefined && new RegExp(`^${expression}$`, 'i').test(value);
}

function detail(product: ProvisionedProduct) {
  return {
    Name: product.name,
    Arn: product.arn,
    Type: product.type,
    Id: product.id,
    Status: product.status,
    StatusMessage: product.statusMessage,
    CreatedTime: new Date(product.createdAtMs),
    LastRecordId: product.records[0]?.detail.RecordId,
    LastProvisioningRecordId: product.records.find(
      ({ detail }) => detail.RecordType !== 'TERMINATE_PROVISIONED_PRODUCT',
    )?.detail.RecordId,
    LastSuccessfulProvisioningRecordId: product.lastSuccessfulRecordId,
    ProductId: product.productId,
    ProvisioningArtifactId: product.artifactId,
    LaunchRoleArn: product.launchRoleArn,
  };
}

function attributes(product: ProvisionedProduct, call: Call) {
  const catalogued = catalog(call.kernel, call).products.get(product.productId);
  const { LaunchRoleArn: _launchRoleArn, ...shown } = detail(product);
  return {
    ...shown,
    PhysicalId: product.physicalId,
    ProductName: catalogued?.texts.Name,
    ProvisioningArtifactName: catalogued?.artifacts.get(product.artifactId)?.name,
    Tags: tagList(product.tags),
    UserArn: product.userArn,
    UserArnSession: product.userArn,
  };
}
