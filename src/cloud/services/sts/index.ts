import * as schemas from '@aws-sdk/client-sts';
import type { Service } from '../../kernel/service.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './get-caller-identity.ts';
import { getSessionToken } from './get-session-token.ts';

export const sts: Service = {
  signingName: 'sts',
  schemas,
  operations: {
    AssumeRole: assumeRole,
    GetCallerIdentity: getCallerIdentity,
    GetSessionToken: getSessionToken,
  },
};
