import * as schemas from '@aws-sdk/client-secrets-manager';
import type { ResourceType, Service } from '../../kernel/service.ts';
import { getRandomPassword } from './random-password.ts';
import { secretType } from './resources/secret.ts';
import { secretTargetAttachmentType } from './resources/secret-target-attachment.ts';
import * as secrets from './secret-operations.ts';
import * as values from './secret-values.ts';

export const secretsManager: Service = {
  signingName: 'secretsmanager',
  schemas,
  operations: {
    CreateSecret: secrets.createSecret,
    UpdateSecret: secrets.updateSecret,
    DescribeSecret: secrets.describeSecret,
    ListSecrets: secrets.listSecrets,
    ListSecretVersionIds: secrets.listSecretVersionIds,
    DeleteSecret: secrets.deleteSecret,
    RestoreSecret: secrets.restoreSecret,
    TagResource: secrets.tagResource,
    UntagResource: secrets.untagResource,
    PutResourcePolicy: secrets.putResourcePolicy,
    GetResourcePolicy: secrets.getResourcePolicy,
    DeleteResourcePolicy: secrets.deleteResourcePolicy,
    GetSecretValue: values.getSecretValue,
    BatchGetSecretValue: values.batchGetSecretValue,
    PutSecretValue: values.putSecretValue,
    UpdateSecretVersionStage: values.updateSecretVersionStage,
    GetRandomPassword: getRandomPassword,
  },
};

export const secretsManagerResourceTypes: readonly ResourceType[] = [secretType, secretTargetAttachmentType];
