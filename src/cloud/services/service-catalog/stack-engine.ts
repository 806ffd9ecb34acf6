import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Call, CloudEvent, Kernel } from '../../kernel/service.ts';
import { type Artifact, type CatalogRecord, catalog, type ProvisionedProduct } from './catalog-store.ts';
import { type Outcome, type RecordType, settleRecord } from './records.ts';

interface Stack {
  readonly StackId: string;
  readonly StackStatus: string;
  readonly StackStatusReason?: string;
  readonly Outputs?: { OutputKey: string; OutputValue: string; Description?: string }[];
}

const ENDS: Readonly<Record<RecordType, RegExp>> = {
  PROVISION_PRODUCT: /^(CREATE_COMPLETE|CREATE_FAILED|ROLLBACK_COMPLETE|ROLLBACK_FAILED|DELETE_COMPLETE)$/,
  UPDATE_PROVISIONED_PRODUCT: /^(UPDATE_COMPLETE|UPDATE_FAILED|UPDATE_ROLLBACK_COMPLETE|UPDATE_ROLLBACK_FAILED)$/,
  TERMINATE_PROVISIONED_PRODUCT: /^(DELETE_COMPLETE|DELETE_FAILED)$/,
};
const SUCCESSES = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE']);
const CAPABILITIES = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'];

interface Work {
  readonly product: ProvisionedProduct;
  readonly record: CatalogRecord;
  readonly artifact: Artifact | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

/** Starts the stack operation of a record; `followStacks` handles its end. */
export async function startStackOperation(work: Work, call: Call): Promise<void> {
  const { product, record } = work;
  const store = catalog(call.kernel, call);
  const type = record.detail.RecordType as RecordType;
  const settle = (outcome: Outcome) => settleRecord({ product, record, store }, outcome, call.kernel);
  try {
    if (type === 'PROVISION_PRODUCT') {
      const input = { ...definition(work), StackName: `SC-${call.account}-${product.id}` };
      product.physicalId = (await invoke<{ StackId: string }>('CreateStack', input, call)).StackId;
    } else if (type === 'UPDATE_PROVISIONED_PRODUCT') {
      await invoke('UpdateStack', { ...definition(work), StackName: product.physicalId }, call);
    } else if (product.physicalId === undefined) {
      settle({ kind: 'succeeded', outputs: [] });
    } else {
      await invoke('DeleteStack', { StackName: product.physicalId, ClientRequestToken: record.detail.RecordId }, call);
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.message.startsWith('No updates are to be performed')) return settle(await outcome(product, call));
    settle({ kind: 'failed', reason: error.message, leaves: type === 'PROVISION_PRODUCT' ? 'ERROR' : 'TAINTED' });
  }
}

/** Ends the operation of a provisioned product on its stack's status event. */
export function followStacks(event: CloudEvent, accountRegion: AccountRegion, kernel: Kernel): void {
  if (event.detailType !== 'CloudFormation Stack Status Change') return;
  const store = catalog(kernel, accountRegion);
  const product = [...store.provisionedProducts.values()].find(
    ({ physicalId }) => physicalId === event.detail['stack-id'],
  );
  const record = product?.records[0];
  if (product === undefined || record?.detail.Status !== 'IN_PROGRESS') return;
  const { status, 'status-reason': reason } = event.detail['status-details'] as Record<string, string>;
  const type = record.detail.RecordType as RecordType;
  if (!ENDS[type].test(status!)) return;
  const succeeded = SUCCESSES.has(status!) && (type !== 'PROVISION_PRODUCT' || status === 'CREATE_COMPLETE');
  kernel.background(
    (async () => {
      const end: Outcome = succeeded
        ? await outcome(product, { ...accountRegion, kernel })
        : { kind: 'failed', reason: reason || `The stack ended as ${status}.`, leaves: leftBy(status!) };
      settleRecord({ product, record, store }, end, kernel);
    })(),
  );
}

/** TAINTED after a rollback, since the old version keeps running; else ERROR. */
function leftBy(status: string): 'TAINTED' | 'ERROR' {
  return status === 'UPDATE_ROLLBACK_COMPLETE' ? 'TAINTED' : 'ERROR';
}

async function outcome(
  product: ProvisionedProduct,
  accountRegion: AccountRegion & { kernel: Kernel },
): Promise<Outcome> {
  const { Stacks } = await invoke<{ Stacks: Stack[] }>(
    'DescribeStacks',
    { StackName: product.physicalId },
    accountRegion,
  );
  const outputs = [
    {
      OutputKey: 'CloudformationStackARN',
      OutputValue: product.physicalId!,
      Description: 'The ARN of the launched Cloudformation Stack',
    },
    ...(Stacks[0]?.Outputs ?? []),
  ];
  return {
    kind: 'succeeded',
    outputs: outputs.map(({ OutputKey, OutputValue, Description }) => ({ OutputKey, OutputValue, Description })),
  };
}

function definition({ product, record, artifact, tags }: Work) {
  return {
    TemplateURL: artifact!.url,
    Parameters: Object.entries(record.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
    Capabilities: CAPABILITIES,
    ClientRequestToken: record.detail.RecordId,
    ...(product.launchRoleArn && { RoleARN: product.launchRoleArn }),
  };
}

function invoke<T>(
  operation: string,
  input: object,
  { kernel, account, region }: AccountRegion & { kernel: Kernel },
): Promise<T> {
  return kernel.invoke<T>('cloudformation', operation, input, { account, region });
}
