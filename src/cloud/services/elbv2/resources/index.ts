import type { ResourceType } from '../../../kernel/service.ts';
import { listenerType } from './listener.ts';
import { listenerCertificateType } from './listener-certificate.ts';
import { listenerRuleType } from './listener-rule.ts';
import { loadBalancerType } from './load-balancer.ts';
import { targetGroupType } from './target-group.ts';

export const elbv2ResourceTypes: readonly ResourceType[] = [
  loadBalancerType,
  targetGroupType,
  listenerType,
  listenerCertificateType,
  listenerRuleType,
];
