import type { ResourceType } from '../../kernel/service.ts';
import { accessPointType } from './resources/access-point.ts';
import { fileSystemType } from './resources/file-system.ts';
import { mountTargetType } from './resources/mount-target.ts';

export const efsResourceTypes: readonly ResourceType[] = [accessPointType, fileSystemType, mountTargetType];
