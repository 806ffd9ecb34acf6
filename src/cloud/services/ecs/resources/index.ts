import type { ResourceType } from '../../../kernel/service.ts';
import { clusterType } from './cluster.ts';
import { serviceType } from './service.ts';
import { taskDefinitionType } from './task-definition.ts';

export const ecsResourceTypes: readonly ResourceType[] = [clusterType, taskDefinitionType, serviceType];
