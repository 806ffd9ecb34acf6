import type { ResourceType } from '../../kernel/service.ts';
import { distributionType } from './resources/distribution.ts';

export const cloudfrontResourceTypes: readonly ResourceType[] = [distributionType];
