import { createCipheriv, createDecipheriv } from 'node:crypto';
import type {
  DecryptRequest,
  EncryptRequest,
  GenerateDataKeyRequest,
  GenerateRandomRequest,
  ReEncryptRequest,
} from '@aws-sdk/client-kms';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { findKey, findUsableKey, type Key } from './store.ts';

const PLAINTEXT_BYTES_MAX = 4096;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

type EncryptionContext = Readonly<Record<string, string>> | undefined;

export function encrypt(input: EncryptRequest, call: Call) {
  const key = findUsableKey(call, input.KeyId!);
  const plaintext = input.Plaintext!;
  if (plaintext.byteLength > PLAINTEXT_BYTES_MAX) {
    const constraint = `Member must have length less than or equal to ${PLAINTEXT_BYTES_MAX}`;
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'plaintext' failed to satisfy constraint: ${constraint}`,
    );
  }
  const CiphertextBlob = seal(key, plaintext, input.EncryptionContext, call);
  return { KeyId: key.arn, CiphertextBlob, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
}

export function decrypt(input: DecryptRequest, call: Call) {
  const { key, plaintext } = open(input.CiphertextBlob!, input.EncryptionContext, call);
  if (input.KeyId !== undefined && findKey(call, input.KeyId).id !== key.id) {
    throw new AwsError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  }
  return { KeyId: key.arn, Plaintext: plaintext, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
}

export function reEncrypt(input: ReEncryptRequest, call: Call) {
  const source = open(input.CiphertextBlob!, input.SourceEncryptionContext, call);
  const key = findUsableKey(call, input.DestinationKeyId!);
  return {
    CiphertextBlob: seal(key, source.plaintext, input.DestinationEncryptionContext, call),
    SourceKeyId: source.key.arn,
    KeyId: key.arn,
    SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  };
}

export function generateDataKey(input: GenerateDataKeyRequest, call: Call) {
  const key = findUsableKey(call, input.KeyId!);
  const isSpecified = (input.KeySpec === undefined) !== (input.NumberOfBytes === undefined);
  if (!isSpecified) throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
  const bytes = input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32);
  const Plaintext = randomBytes(bytes, call);
  return { KeyId: key.arn, Plaintext, CiphertextBlob: seal(key, Plaintext, input.EncryptionContext, call) };
}

export function generateDataKeyWithoutPlaintext(input: GenerateDataKeyRequest, call: Call) {
  const { Plaintext: _plaintext, ...sealed } = generateDataKey(input, call);
  return sealed;
}

export function generateRandom(input: GenerateRandomRequest, call: Call) {
  return { Plaintext: randomBytes(input.NumberOfBytes ?? 32, call) };
}

/** Length of the key's ARN, the ARN, a nonce, the tag, then the AES-256-GCM ciphertext. */
function seal(key: Key, plaintext: Uint8Array, context: EncryptionContext, call: Call): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES, call);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.material, 'hex'), nonce).setAAD(canonical(context));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const arn = Buffer.from(key.arn);
  return new Uint8Array(Buffer.concat([Buffer.from([arn.length]), arn, nonce, cipher.getAuthTag(), sealed]));
}

function open(blob: Uint8Array, context: EncryptionContext, call: Call): { key: Key; plaintext: Uint8Array } {
  const bytes = Buffer.from(blob);
  const arnEnd = 1 + (bytes[0] ?? 0);
  const arn = bytes.toString('latin1', 1, arnEnd);
  if (!arn.startsWith('arn:aws:kms:')) throw new AwsError('InvalidCiphertextException', '');
  const key = findUsableKey(call, arn);
  const nonce = bytes.subarray(arnEnd, arnEnd + NONCE_BYTES);
  const tag = bytes.subarray(arnEnd + NONCE_BYTES, arnEnd + NONCE_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key.material, 'hex'), nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(canonical(context)).setAuthTag(tag);
    const sealed = bytes.subarray(arnEnd + NONCE_BYTES + TAG_BYTES);
    return { key, plaintext: new Uint8Array(Buffer.concat([decipher.update(sealed), decipher.final()])) };
  } catch {
    throw new AwsError('InvalidCiphertextException', '');
  }
}

/** The encryption context, whose order does not matter, as bytes. */
function canonical(context: EncryptionContext = {}): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

function randomBytes(length: number, { kernel }: Call): Uint8Array {
  return new Uint8Array(Buffer.from(kernel.random.hex(length * 2), 'hex'));
}
