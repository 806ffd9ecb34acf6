import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Call, Kernel } from '../../kernel/service.ts';

export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly createdAtMs: number;
  /** `AWS` for the keys behind `alias/aws/...`. */
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly spec: string;
  readonly usage: string;
  readonly isMultiRegion: boolean;
  /** 256 bits, as hexadecimal digits. */
  readonly material: string;
  description: string;
  policy: string;
  isEnabled: boolean;
  /** Modelled time of the key's deletion. */
  deletionAtMs: number | undefined;
  rotationDays: number | undefined;
  tags: Map<string, string>;
}

/** KMS of one account and region. */
export class KmsStore {
  readonly keys = new Map<string, Key>();
  /** Key ids by alias name, `alias/...`. */
  readonly aliases = new Map<string, { readonly createdAtMs: number; keyId: string; updatedAtMs: number }>();
}

export function kmsStore(kernel: Kernel, accountRegion: AccountRegion): KmsStore {
  return kernel.store('kms', accountRegion, () => new KmsStore());
}

export interface NewKey {
  readonly description?: string | undefined;
  readonly policy?: string | undefined;
  readonly manager?: 'AWS';
  readonly isMultiRegion?: boolean | undefined;
  readonly tags?: ReadonlyMap<string, string>;
}

export function addKey(call: Pick<Call, 'kernel' | 'account' | 'region'>, wanted: NewKey): Key {
  const { kernel, account, region } = call;
  const id = wanted.isMultiRegion ? `mrk-${kernel.random.hex(32)}` : kernel.random.uuid();
  const key: Key = {
    id,
    arn: `arn:aws:kms:${region}:${account}:key/${id}`,
    createdAtMs: kernel.clock.now(),
    manager: wanted.manager ?? 'CUSTOMER',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    isMultiRegion: wanted.isMultiRegion ?? false,
    material: kernel.random.hex(64),
    description: wanted.description ?? '',
    policy: wanted.policy ?? defaultPolicy(account),
    isEnabled: true,
    deletionAtMs: undefined,
    rotationDays: undefined,
    tags: new Map(wanted.tags),
  };
  kmsStore(kernel, call).keys.set(id, key);
  return key;
}

/** Finds a key by id, ARN, alias or alias ARN, in any state. */
export function findKey(call: Call, reference: string): Key {
  const [, region, account, resource = reference] = /^arn:aws:kms:([^:]+):(\d{12}):(.+)$/.exec(reference) ?? [];
  const accountRegion = { account: account ?? call.account, region: region ?? call.region };
  const store = kmsStore(call.kernel, accountRegion);
  if (resource.startsWith('alias/')) {
    const keyId =
      store.aliases.get(resource)?.keyId ?? awsManagedKey({ ...accountRegion, kernel: call.kernel }, resource);
    const key = keyId === undefined ? undefined : store.keys.get(keyId);
    if (key !== undefined && !isGone(key, call)) return key;
    throw new AwsError('NotFoundException', `Alias ${aliasArn(accountRegion, resource)} is not found.`);
  }
  const id = resource.replace(/^key\//, '');
  const key = store.keys.get(id);
  if (key === undefined || isGone(key, call)) {
    const arn = `arn:aws:kms:${accountRegion.region}:${accountRegion.account}:key/${id}`;
    throw new AwsError('NotFoundException', `Key '${arn}' does not exist`);
  }
  return key;
}

/** Finds a key that may be used for cryptography. */
export function findUsableKey(call: Call, reference: string): Key {
  const key = findKey(call, reference);
  checkNotPending(key);
  if (!key.isEnabled) throw new AwsError('DisabledException', `${key.arn} is disabled.`);
  return key;
}

export function checkNotPending(key: Key): void {
  if (key.deletionAtMs !== undefined) throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
}

export function aliasArn(accountRegion: AccountRegion, name: string): string {
  return `arn:aws:kms:${accountRegion.region}:${accountRegion.account}:${name}`;
}

export function isGone(key: Key, { kernel }: Pick<Call, 'kernel'>): boolean {
  return key.deletionAtMs !== undefined && key.deletionAtMs <= kernel.clock.now();
}

/** AWS managed keys are created at first use. */
function awsManagedKey(call: Pick<Call, 'kernel' | 'account' | 'region'>, alias: string): string | undefined {
  const [, service] = /^alias\/aws\/([a-z0-9-]+)$/.exec(alias) ?? [];
  if (service === undefined) return undefined;
  const description = `Default key that protects my data when no other key is defined (${service})`;
  const key = addKey(call, { manager: 'AWS', description });
  const now = call.kernel.clock.now();
  kmsStore(call.kernel, call).aliases.set(alias, { keyId: key.id, createdAtMs: now, updatedAtMs: now });
  return key.id;
}

function defaultPolicy(account: string): string {
  const statement = {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  return JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement: [statement] });
}
