import type {
  ProvisionProductCommandInput,
  TerminateProvisionedProductCommandInput,
  UpdateProvisionedProductCommandInput,
} from '@aws-sdk/client-service-catalog';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import {
  type Artifact,
  type CatalogRecord,
  catalog,
  findArtifact,
  findProduct,
  findProvisionedProduct,
  newId,
  type Product,
  type ProvisionedProduct,
  tagMap,
} from './catalog-store.ts';
import { engineName, sendToEngine } from './external-engine.ts';
import { choosePath, type LaunchPath } from './launch-paths.ts';
import { openRecord, settleRecord } from './records.ts';
import { startStackOperation } from './stack-engine.ts';

export const provisioningOperations: Readonly<Record<string, Operation>> = {
  ProvisionProduct: provisionProduct,
  UpdateProvisionedProduct: updateProvisionedProduct,
  TerminateProvisionedProduct: terminateProvisionedProduct,
};

/** Answers a record at once and continues in the background. The same token answers the same record. */
export function provisionProduct(input: ProvisionProductCommandInput, call: Call) {
  const store = catalog(call.kernel, call);
  const known = store.answers.get(input.ProvisionToken!);
  if (known !== undefined) return { RecordDetail: known.detail };
  const product = findProduct({ id: input.ProductId, name: input.ProductName }, call);
  const artifact = findArtifact(product, { id: input.ProvisioningArtifactId, name: input.ProvisioningArtifactName });
  const path = choosePath(product, { id: input.PathId, name: input.PathName }, call);
  const name = input.ProvisionedProductName!;
  if ([...store.provisionedProducts.values()].some((other) => other.name === name)) {
    throw new AwsError('DuplicateResourceException', `A provisioned product with the name ${name} already exists.`);
  }
  checkLaunch(product, artifact, path);
  const id = newId('pp', call.kernel);
  const provisioned: ProvisionedProduct = {
    id,
    arn: `arn:aws:servicecatalog:${call.region}:${call.account}:stack/${name}/${id}`,
    name,
    type: engineName(product.type) === undefined ? 'CFN_STACK' : product.type,
    createdAtMs: call.kernel.clock.now(),
    userArn: call.principalArn,
    records: [],
    status: 'UNDER_CHANGE',
    statusMessage: undefined,
    productId: product.id,
    artifactId: artifact.id,
    launchRoleArn: path.launchRoleArn,
    parameters: parametersOf(input.ProvisioningParameters, {}),
    tags: new Map([...path.tags, ...product.tags, ...tagMap(input.Tags)]),
    physicalId: undefined,
    lastSuccessfulRecordId: undefined,
  };
  store.provisionedProducts.set(id, provisioned);
  const request = { type: 'PROVISION_PRODUCT' as const, pathId: path.id, token: input.ProvisionToken };
  return begin(provisioned, { record: openRecord(provisioned, request, call), artifact }, call);
}

export function updateProvisionedProduct(input: UpdateProvisionedProductCommandInput, call: Call) {
  const known = catalog(call.kernel, call).answers.get(input.UpdateToken!);
  if (known !== undefined) return { RecordDetail: known.detail };
  const provisioned = findProvisionedProduct(
    { id: input.ProvisionedProductId, name: input.ProvisionedProductName },
    call,
  );
  refuseSecond(provisioned);
  const isOtherProduct = input.ProductId !== undefined || input.ProductName !== undefined;
  const product = findProduct(
    isOtherProduct ? { id: input.ProductId, name: input.ProductName } : { id: provisioned.productId },
    call,
  );
  const isOtherArtifact = input.ProvisioningArtifactId !== undefined || input.ProvisioningArtifactName !== undefined;
  const artifact = findArtifact(
    product,
    isOtherArtifact
      ? { id: input.ProvisioningArtifactId, name: input.ProvisioningArtifactName }
      : { id: provisioned.artifactId },
  );
  const path = choosePath(product, { id: input.PathId, name: input.PathName }, call);
  checkLaunch(product, artifact, path);
  provisioned.productId = product.id;
  provisioned.artifactId = artifact.id;
  provisioned.launchRoleArn = path.launchRoleArn;
  provisioned.parameters = parametersOf(input.ProvisioningParameters, provisioned.parameters);
  if (input.Tags !== undefined) provisioned.tags = new Map([...path.tags, ...product.tags, ...tagMap(input.Tags)]);
  const request = { type: 'UPDATE_PROVISIONED_PRODUCT' as const, pathId: path.id, token: input.UpdateToken };
  return begin(provisioned, { record: openRecord(provisioned, request, call), artifact }, call);
}

export function terminateProvisionedProduct(input: TerminateProvisionedProductCommandInput, call: Call) {
  const known = catalog(call.kernel, call).answers.get(input.TerminateToken!);
  if (known !== undefined) return { RecordDetail: known.detail };
  const provisioned = findProvisionedProduct(
    { id: input.ProvisionedProductId, name: input.ProvisionedProductName },
    call,
  );
  refuseSecond(provisioned);
  const request = { type: 'TERMINATE_PROVISIONED_PRODUCT' as const, token: input.TerminateToken };
  const record = openRecord(provisioned, request, call);
  if (input.IgnoreErrors !== true) return begin(provisioned, { record, artifact: undefined }, call);
  // Service Catalog forgets the provisioned product; its resources stay.
  const store = catalog(call.kernel, call);
  settleRecord({ product: provisioned, record, store }, { kind: 'succeeded', outputs: [] }, call.kernel);
  return { RecordDetail: record.detail };
}

function refuseSecond({ id, status }: ProvisionedProduct): void {
  if (status !== 'UNDER_CHANGE') return;
  throw new AwsError(
    'InvalidParametersException',
    `Provisioned product ${id} is under change: another operation on it is in progress.`,
  );
}

function checkLaunch(product: Product, artifact: Artifact, path: LaunchPath): void {
  if (!artifact.isActive) {
    throw new AwsError('InvalidParametersException', `Provisioning artifact ${artifact.id} is not active.`);
  }
  if (engineName(product.type) !== undefined && path.launchRoleArn === undefined) {
    throw new AwsError(
      'InvalidParametersException',
      `A launch constraint is required to provision product ${product.id} of type ${product.type}.`,
    );
  }
}

function parametersOf(
  given:
    | readonly { Key?: string | undefined; Value?: string | undefined; UsePreviousValue?: boolean | undefined }[]
    | undefined,
  previous: Readonly<Record<string, string>>,
): Record<string, string> {
  const parameters = (given ?? []).map(({ Key, Value, UsePreviousValue }) => {
    const value = UsePreviousValue === true ? previous[Key!] : Value;
    return [Key!, value ?? ''] as const;
  });
  return Object.fromEntries(parameters);
}

/** Starts the operation of a record after Service Catalog's own modelled delay. */
function begin(
  product: ProvisionedProduct,
  { record, artifact }: { record: CatalogRecord; artifact: Artifact | undefined },
  call: Call,
) {
  const { kernel } = call;
  const tags = new Map(product.tags);
  kernel.background(
    (async () => {
      await kernel.clock.sleep(kernel.durations.seconds('service catalog'));
      record.detail.Status = 'IN_PROGRESS';
      record.detail.UpdatedTime = new Date(kernel.clock.now());
      const work = { product, record, artifact, tags };
      await (engineName(product.type) === undefined ? startStackOperation(work, call) : sendToEngine(work, call));
    })(),
  );
  return { RecordDetail: { ...record.detail } };
}
