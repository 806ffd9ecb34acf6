import * as schemas from '@aws-sdk/client-sfn';
import type { Service } from '../../kernel/service.ts';
import { statusPages } from '../../kernel/status-pages.ts';
import { stopExecutions } from './engine/run-execution.ts';
import {
  createActivity,
  deleteActivity,
  describeActivity,
  getActivityTask,
  listActivities,
} from './operations/activities.ts';
import { validateStateMachineDefinition } from './operations/definitions.ts';
import {
  describeExecution,
  describeStateMachineForExecution,
  listExecutions,
  startExecution,
  startSyncExecution,
  stopExecution,
} from './operations/executions.ts';
import { getExecutionHistory } from './operations/get-execution-history.ts';
import {
  createStateMachine,
  deleteStateMachine,
  describeStateMachine,
  listStateMachines,
  updateStateMachine,
} from './operations/state-machines.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from './operations/task-tokens.ts';
import {
  deleteStateMachineVersion,
  listStateMachineVersions,
  publishStateMachineVersion,
} from './operations/versions.ts';
import { stateTransitions } from './sfn-store.ts';
import { watchEcsTasks } from './tasks/ecs-tasks.ts';

export { sfnResourceTypes } from './resources/index.ts';
export { stateTransitions } from './sfn-store.ts';

/** AWS Step Functions. */
export const sfn: Service = {
  signingName: 'states',
  schemas,
  start(kernel) {
    watchEcsTasks(kernel);
    statusPages(kernel).set('states', () => ({ transitions: stateTransitions(kernel) }));
    kernel.onStop(() => stopExecutions(kernel));
  },
  operations: {
    CreateActivity: createActivity,
    CreateStateMachine: createStateMachine,
    DeleteActivity: deleteActivity,
    DeleteStateMachine: deleteStateMachine,
    DeleteStateMachineVersion: deleteStateMachineVersion,
    DescribeActivity: describeActivity,
    DescribeExecution: describeExecution,
    DescribeStateMachine: describeStateMachine,
    DescribeStateMachineForExecution: describeStateMachineForExecution,
    GetActivityTask: getActivityTask,
    GetExecutionHistory: getExecutionHistory,
    ListActivities: listActivities,
    ListExecutions: listExecutions,
    ListStateMachines: listStateMachines,
    ListStateMachineVersions: listStateMachineVersions,
    ListTagsForResource: listTagsForResource,
    PublishStateMachineVersion: publishStateMachineVersion,
    SendTaskFailure: sendTaskFailure,
    SendTaskHeartbeat: sendTaskHeartbeat,
    SendTaskSuccess: sendTaskSuccess,
    StartExecution: startExecution,
    StartSyncExecution: startSyncExecution,
    StopExecution: stopExecution,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateStateMachine: updateStateMachine,
    ValidateStateMachineDefinition: validateStateMachineDefinition,
  },
};
