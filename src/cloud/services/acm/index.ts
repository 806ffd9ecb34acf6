import * as schemas from '@aws-sdk/client-acm';
import type { ResourceType, Service } from '../../kernel/service.ts';
import * as certificates from './certificates.ts';
import { certificateType } from './resources/certificate.ts';
import { publishStatuses } from './store.ts';
import { validationTimers } from './validation.ts';

export const acm: Service = {
  signingName: 'acm',
  schemas,
  operations: {
    RequestCertificate: certificates.requestCertificate,
    DescribeCertificate: certificates.describeCertificate,
    ListCertificates: certificates.listCertificates,
    DeleteCertificate: certificates.deleteCertificate,
    AddTagsToCertificate: certificates.addTagsToCertificate,
    ListTagsForCertificate: certificates.listTagsForCertificate,
  },
  start: publishStatuses,
  timers: validationTimers,
};

export const acmResourceTypes: readonly ResourceType[] = [certificateType];
