import { notImplemented } from '../../../kernel/errors.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { checkPolicy, scheduleKeyDeletion } from '../key-operations.ts';
import { addKey, findKey, type Key, kmsStore } from '../store.ts';

interface KeyProperties {
  readonly Description?: string;
  readonly Enabled?: boolean | string;
  readonly EnableKeyRotation?: boolean | string;
  readonly RotationPeriodInDays?: number | string;
  readonly KeyPolicy?: unknown;
  readonly KeySpec?: string;
  readonly MultiRegion?: boolean | string;
  readonly PendingWindowInDays?: number | string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** AWS::KMS::Key: `Ref` and `KeyId` are the id. Deleting it only schedules its deletion, as AWS does. */
export const keyType: ResourceType = {
  typeName: 'AWS::KMS::Key',
  timing: 'model',
  async create(raw, context) {
    const properties = raw as KeyProperties;
    const spec = properties.KeySpec ?? 'SYMMETRIC_DEFAULT';
    if (spec !== 'SYMMETRIC_DEFAULT') throw notImplemented('kms', `AWS::KMS::Key with KeySpec ${spec}`);
    const policy = policyText(properties);
    if (policy !== undefined) checkPolicy(policy);
    const key = addKey(context, { policy, isMultiRegion: isTrue(properties.MultiRegion) });
    configure(key, properties, context);
    return created(key);
  },
  async update({ physicalId }, raw, _previous, context) {
    const properties = raw as KeyProperties;
    const key = findKey(context, physicalId);
    const policy = policyText(properties);
    if (policy !== undefined) {
      checkPolicy(policy);
      key.policy = policy;
    }
    configure(key, properties, context);
    return created(key);
  },
  async delete({ physicalId }, raw, context) {
    const key = kmsStore(context.kernel, context).keys.get(physicalId);
    if (key === undefined || key.deletionAtMs !== undefined) return;
    const PendingWindowInDays = Number((raw as KeyProperties).PendingWindowInDays ?? 30);
    scheduleKeyDeletion({ KeyId: physicalId, PendingWindowInDays }, context);
  },
};

function configure(key: Key, properties: KeyProperties, context: ResourceContext): void {
  key.description = properties.Description ?? '';
  key.isEnabled = properties.Enabled === undefined || isTrue(properties.Enabled);
  key.rotationDays = isTrue(properties.EnableKeyRotation) ? Number(properties.RotationPeriodInDays ?? 365) : undefined;
  const own = (properties.Tags ?? []).map(({ Key: name, Value }) => [name, Value] as const);
  key.tags = new Map([...Object.entries(context.tags), ...own]);
}

function policyText({ KeyPolicy }: KeyProperties): string | undefined {
  return KeyPolicy === undefined || typeof KeyPolicy === 'string' ? KeyPolicy : JSON.stringify(KeyPolicy);
}

function isTrue(value: boolean | string | undefined): boolean {
  return String(value) === 'true';
}

function created({ id, arn }: Key) {
  return { physicalId: id, attributes: { Arn: arn, KeyId: id } };
}
