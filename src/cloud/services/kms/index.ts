import * as schemas from '@aws-sdk/client-kms';
import type { ResourceType, Service } from '../../kernel/service.ts';
import * as aliases from './alias-operations.ts';
import * as cryptography from './cryptography.ts';
import * as keys from './key-operations.ts';
import { aliasType } from './resources/alias.ts';
import { keyType } from './resources/key.ts';

export const kms: Service = {
  signingName: 'kms',
  schemas,
  operations: {
    CreateKey: keys.createKey,
    DescribeKey: keys.describeKey,
    ListKeys: keys.listKeys,
    EnableKey: keys.enableKey,
    DisableKey: keys.disableKey,
    UpdateKeyDescription: keys.updateKeyDescription,
    ScheduleKeyDeletion: keys.scheduleKeyDeletion,
    CancelKeyDeletion: keys.cancelKeyDeletion,
    GetKeyPolicy: keys.getKeyPolicy,
    PutKeyPolicy: keys.putKeyPolicy,
    EnableKeyRotation: keys.enableKeyRotation,
    DisableKeyRotation: keys.disableKeyRotation,
    GetKeyRotationStatus: keys.getKeyRotationStatus,
    TagResource: keys.tagResource,
    UntagResource: keys.untagResource,
    ListResourceTags: keys.listResourceTags,
    CreateAlias: aliases.createAlias,
    UpdateAlias: aliases.updateAlias,
    DeleteAlias: aliases.deleteAlias,
    ListAliases: aliases.listAliases,
    Encrypt: cryptography.encrypt,
    Decrypt: cryptography.decrypt,
    ReEncrypt: cryptography.reEncrypt,
    GenerateDataKey: cryptography.generateDataKey,
    GenerateDataKeyWithoutPlaintext: cryptography.generateDataKeyWithoutPlaintext,
    GenerateRandom: cryptography.generateRandom,
  },
};

export const kmsResourceTypes: readonly ResourceType[] = [keyType, aliasType];
