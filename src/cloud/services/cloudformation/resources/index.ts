import type { ResourceType } from '../../../kernel/service.ts';
import { customResourceType } from './custom-resource.ts';
import { nestedStackType } from './nested-stack.ts';
import { waitConditionHandleType, waitConditionType } from './wait-condition.ts';

/** The resource types of CloudFormation itself. */
export const cloudformationResourceTypes: readonly ResourceType[] = [
  customResourceType,
  nestedStackType,
  waitConditionHandleType,
  waitConditionType,
];
