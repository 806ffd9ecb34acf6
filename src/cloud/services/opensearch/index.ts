import type { ResourceType } from '../../kernel/service.ts';
import { domainType } from './resources/domain.ts';

export const opensearchResourceTypes: readonly ResourceType[] = [domainType];
