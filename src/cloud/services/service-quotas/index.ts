import * as schemas from '@aws-sdk/client-service-quotas';
import type { Service } from '../../kernel/service.ts';
import { getServiceQuota, listServiceQuotas } from './quotas.ts';

export const serviceQuotas: Service = {
  signingName: 'servicequotas',
  schemas,
  operations: {
    GetServiceQuota: getServiceQuota,
    ListServiceQuotas: listServiceQuotas,
  },
};
