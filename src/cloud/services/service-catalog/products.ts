import type {
  CreateProductCommandInput,
  DeleteProductCommandInput,
  DescribeProductAsAdminCommandInput,
  DescribeProductCommandInput,
  SearchProductsAsAdminCommandInput,
  SearchProductsCommandInput,
  UpdateProductCommandInput,
} from '@aws-sdk/client-service-catalog';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { catalog, catalogArn, findProduct, newId, type Product, tagList, tagMap } from './catalog-store.ts';
import { launchPathsOf } from './launch-paths.ts';
import { pageOptions } from './portfolios.ts';
import { addArtifact, artifactDetail } from './provisioning-artifacts.ts';

const TEXTS: Readonly<Record<string, string>> = {
  Name: 'Name',
  Owner: 'Owner',
  Description: 'ShortDescription',
  Distributor: 'Distributor',
  SupportDescription: 'SupportDescription',
  SupportEmail: 'SupportEmail',
  SupportUrl: 'SupportUrl',
};

export const productOperations: Readonly<Record<string, Operation>> = {
  CreateProduct: createProduct,
  UpdateProduct: updateProduct,
  DeleteProduct: deleteProduct,
  DescribeProduct: describeProduct,
  DescribeProductView: describeProduct,
  DescribeProductAsAdmin: describeProductAsAdmin,
  SearchProducts: searchProducts,
  SearchProductsAsAdmin: searchProductsAsAdmin,
};

export function createProduct(input: CreateProductCommandInput, call: Call) {
  if (input.ProductType === 'MARKETPLACE') {
    throw new AwsError('InvalidParametersException', 'Products of type MARKETPLACE cannot be created.');
  }
  const id = newId('prod', call.kernel);
  const product: Product = {
    id,
    viewId: newId('prodview', call.kernel),
    arn: catalogArn('product', id, call),
    type: input.ProductType!,
    createdAtMs: call.kernel.clock.now(),
    artifacts: new Map(),
    texts: textsOf(input),
    tags: tagMap(input.Tags),
  };
  const artifact = input.ProvisioningArtifactParameters;
  const ProvisioningArtifactDetail = artifact && artifactDetail(addArtifact(product, artifact, call));
  catalog(call.kernel, call).products.set(id, product);
  return { ProductViewDetail: viewDetail(product), ProvisioningArtifactDetail, Tags: tagList(product.tags) };
}

export function updateProduct(input: UpdateProductCommandInput, call: Call) {
  const product = findProduct({ id: input.Id }, call);
  product.texts = { ...product.texts, ...textsOf(input) };
  for (const [key, value] of tagMap(input.AddTags)) product.tags.set(key, value);
  for (const key of input.RemoveTags ?? []) product.tags.delete(key);
  return { ProductViewDetail: viewDetail(product), Tags: tagList(product.tags) };
}

/** Refused while a portfolio contains the product. */
export function deleteProduct(input: DeleteProductCommandInput, call: Call) {
  const product = findProduct({ id: input.Id }, call);
  const store = catalog(call.kernel, call);
  if ([...store.portfolios.values()].some(({ productIds }) => productIds.has(product.id))) {
    throw new AwsError(
      'ResourceInUseException',
      `Product ${product.id} cannot be deleted since it is still in a portfolio.`,
    );
  }
  store.products.delete(product.id);
  return {};
}

function describeProduct(input: DescribeProductCommandInput, call: Call) {
  const product = findProduct({ id: input.Id, name: input.Name }, call);
  return {
    ProductViewSummary: summary(product),
    ProvisioningArtifacts: [...product.artifacts.values()].filter(({ isActive }) => isActive).map(artifactSummary),
    LaunchPaths: launchPathsOf(product, call).map(({ id, name }) => ({ Id: id, Name: name })),
    Budgets: [],
  };
}

function describeProductAsAdmin(input: DescribeProductAsAdminCommandInput, call: Call) {
  const product = findProduct({ id: input.Id, name: input.Name }, call);
  return {
    ProductViewDetail: viewDetail(product),
    ProvisioningArtifactSummaries: [...product.artifacts.values()].map((artifact) => ({
      ...artifactSummary(artifact),
      ProvisioningArtifactMetadata: {},
    })),
    Tags: tagList(product.tags),
    TagOptions: [],
    Budgets: [],
  };
}

/** The end user's view: the products that are in a portfolio. */
function searchProducts(input: SearchProductsCommandInput, call: Call) {
  const found = search(input.Filters, call).filter((product) => launchPathsOf(product, call).length > 0);
  const { items, nextToken } = page(found, pageOptions(input.PageSize, input.PageToken));
  return { ProductViewSummaries: items.map(summary), ProductViewAggregations: {}, NextPageToken: nextToken };
}

function searchProductsAsAdmin(input: SearchProductsAsAdminCommandInput, call: Call) {
  const portfolio = input.PortfolioId && catalog(call.kernel, call).portfolios.get(input.PortfolioId);
  const found = search(input.Filters, call).filter(({ id }) => !portfolio || portfolio.productIds.has(id));
  const { items, nextToken } = page(found, pageOptions(input.PageSize, input.PageToken));
  return { ProductViewDetails: items.map(viewDetail), NextPageToken: nextToken };
}

function search(filters: SearchProductsCommandInput['Filters'], call: Call): Product[] {
  const wanted = Object.entries((filters ?? {}) as Record<string, readonly string[]>);
  return [...catalog(call.kernel, call).products.values()].filter((product) =>
    wanted.every(([filter, texts]) => texts.some((text) => matches(product, filter, text))),
  );
}

function matches(product: Product, filter: string, text: string): boolean {
  const wanted = text.toLowerCase();
  if (filter === 'ProductType') return product.type === text;
  if (filter === 'Owner') return product.texts.Owner?.toLowerCase().includes(wanted) === true;
  return Object.values(product.texts).some((value) => value?.toLowerCase().includes(wanted));
}

function textsOf(input: object): Record<string, string | undefined> {
  const given = Object.entries(TEXTS).filter(([name]) => (input as Record<string, unknown>)[name] !== undefined);
  return Object.fromEntries(given.map(([name, member]) => [member, (input as Record<string, string>)[name]]));
}

function artifactSummary(artifact: Parameters<typeof artifactDetail>[0]) {
  const { Type: _type, Active: _active, SourceRevision: _source, ...shown } = artifactDetail(artifact);
  return shown;
}

function summary(product: Product) {
  return { Id: product.viewId, ProductId: product.id, ...product.texts, Type: product.type, HasDefaultPath: false };
}

function viewDetail(product: Product) {
  return {
    ProductViewSummary: summary(product),
    Status: 'AVAILABLE',
    ProductARN: product.arn,
    CreatedTime: new Date(product.createdAtMs),
  };
}
