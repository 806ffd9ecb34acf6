import type { ResourceType, Service } from '../kernel/service.ts';

/** Every service of the embedded cloud. */
export const SERVICES: readonly Service[] = [];

/** Every CloudFormation resource type with behaviour of its own. */
export const RESOURCE_TYPES: readonly ResourceType[] = [];
