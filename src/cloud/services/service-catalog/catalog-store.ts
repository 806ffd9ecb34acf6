import type {
  ConstraintDetail,
  ProvisioningArtifactType,
  RecordDetail,
  RecordOutput,
} from '@aws-sdk/client-service-catalog';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Call, Kernel } from '../../kernel/service.ts';

export interface Portfolio {
  readonly id: string;
  readonly arn: string;
  readonly createdAtMs: number;
  readonly productIds: Set<string>;
  readonly principals: Map<string, 'IAM' | 'IAM_PATTERN'>;
  displayName: string;
  description: string | undefined;
  providerName: string;
  tags: Map<string, string>;
}

export interface Artifact {
  readonly id: string;
  readonly type: ProvisioningArtifactType;
  readonly createdAtMs: number;
  /** The location of the template or archive: an https URL of S3. */
  readonly url: string;
  name: string;
  description: string | undefined;
  isActive: boolean;
  guidance: 'DEFAULT' | 'DEPRECATED';
}

export interface Product {
  readonly id: string;
  readonly viewId: string;
  readonly arn: string;
  readonly type: ProvisioningArtifactType;
  readonly createdAtMs: number;
  readonly artifacts: Map<string, Artifact>;
  /** Name, Owner, ShortDescription, Distributor and the support fields, by API name. */
  texts: Readonly<Record<string, string | undefined>>;
  tags: Map<string, string>;
}

export interface Constraint {
  readonly detail: ConstraintDetail;
  parameters: string;
}

/** One operation on a provisioned product. */
export interface CatalogRecord {
  readonly detail: RecordDetail & { RecordId: string; ProvisionedProductId: string };
  outputs: RecordOutput[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly launchRoleArn: string | undefined;
  /** The token that an external engine must answer with; cleared once it has answered. */
  workflowToken: string | undefined;
  /** Idempotency token of the accepted answer, which the engine may repeat. */
  answerToken: string | undefined;
}

export interface ProvisionedProduct {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly type: string;
  readonly createdAtMs: number;
  readonly userArn: string;
  readonly records: CatalogRecord[];
  status: 'AVAILABLE' | 'UNDER_CHANGE' | 'TAINTED' | 'ERROR';
  statusMessage: string | undefined;
  productId: string;
  artifactId: string;
  launchRoleArn: string | undefined;
  parameters: Readonly<Record<string, string>>;
  tags: Map<string, string>;
  /** The stack id, or the id that an external engine reported. */
  physicalId: string | undefined;
  lastSuccessfulRecordId: string | undefined;
}

export class CatalogStore {
  readonly portfolios = new Map<string, Portfolio>();
  readonly products = new Map<string, Product>();
  readonly constraints = new Map<string, Constraint>();
  readonly provisionedProducts = new Map<string, ProvisionedProduct>();
  readonly records = new Map<string, CatalogRecord>();
  /** Answers to requests by idempotency token. */
  readonly answers = new Map<string, CatalogRecord>();
}

export function catalog(kernel: Kernel, accountRegion: AccountRegion): CatalogStore {
  return kernel.store('servicecatalog', accountRegion, () => new CatalogStore());
}

/** `port-`, `prod-`, `pa-`, ... and thirteen characters, as AWS makes them. */
export function newId(prefix: string, { random }: Kernel): string {
  return `${prefix}-${random.upper(13).toLowerCase()}`;
}

export function catalogArn(kind: 'portfolio' | 'product', id: string, accountRegion: AccountRegion): string {
  return `arn:aws:catalog:${accountRegion.region}:${accountRegion.account}:${kind}/${id}`;
}

export function findPortfolio(id: string | undefined, call: Call): Portfolio {
  return found(catalog(call.kernel, call).portfolios.get(id!), `Portfolio ${id} not found.`);
}

/** The product by id, by view id or by name. */
export function findProduct(wanted: { id?: string | undefined; name?: string | undefined }, call: Call): Product {
  const { products } = catalog(call.kernel, call);
  const product =
    products.get(wanted.id!) ??
    [...products.values()].find(({ viewId, texts }) =>
      wanted.id === undefined ? texts.Name === wanted.name : viewId === wanted.id,
    );
  return found(product, `Product ${wanted.id ?? wanted.name} not found.`);
}

export function findArtifact(
  product: Product,
  wanted: { id?: string | undefined; name?: string | undefined },
): Artifact {
  const artifacts = [...product.artifacts.values()];
  const artifact = artifacts.find(({ id, name }) =>
    wanted.id === undefined ? name === wanted.name : id === wanted.id,
  );
  return found(artifact, `ProvisioningArtifact ${wanted.id ?? wanted.name} not found.`);
}

export function findProvisionedProduct(
  wanted: { id?: string | undefined; name?: string | undefined },
  call: Call,
): ProvisionedProduct {
  const { provisionedProducts } = catalog(call.kernel, call);
  const product =
    wanted.id === undefined
      ? [...provisionedProducts.values()].find(({ name }) => name === wanted.name)
      : provisionedProducts.get(wanted.id);
  return found(product, `Provisioned product ${wanted.id ?? wanted.name} not found.`);
}

function found<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new AwsError('ResourceNotFoundException', message);
  return value;
}

export function tagList(tags: ReadonlyMap<string, string>) {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

export function tagMap(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined) {
  return new Map((tags ?? []).map((tag) => [tag.Key!, tag.Value!]));
}
