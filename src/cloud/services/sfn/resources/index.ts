import type { ResourceType } from '../../../kernel/service.ts';
import { activity } from './activity.ts';
import { stateMachine } from './state-machine.ts';

/** CloudFormation types of Step Functions with behaviour of their own. */
export const sfnResourceTypes: readonly ResourceType[] = [stateMachine, activity];
