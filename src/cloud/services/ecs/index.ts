import * as schemas from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/errors.ts';
import type { Kernel, Service } from '../../kernel/service.ts';
import * as clusters from './clusters.ts';
import { containerTimers } from './drivers/model.ts';
import { requestStop } from './lifecycle/request-stop.ts';
import { letRun } from './lifecycle/run-task.ts';
import { resumeContainers } from './lifecycle/task-containers.ts';
import { lifeOf } from './lifecycle/task-life.ts';
import { followTasks } from './scheduler/follow-tasks.ts';
import { wake } from './scheduler/wake.ts';
import * as services from './services.ts';
import { ecsStore } from './store.ts';
import * as tags from './tags.ts';
import * as taskDefinitions from './task-definitions.ts';
import * as tasks from './tasks.ts';

export { ecsResourceTypes } from './resources/index.ts';

export const ecs: Service = {
  signingName: 'ecs',
  schemas,
  operations: {
    CreateCluster: clusters.createCluster,
    CreateService: services.createService,
    DeleteCluster: clusters.deleteCluster,
    DeleteService: services.deleteService,
    DeregisterTaskDefinition: taskDefinitions.deregisterTaskDefinition,
    DescribeClusters: clusters.describeClusters,
    DescribeServices: services.describeServices,
    DescribeTaskDefinition: taskDefinitions.describeTaskDefinition,
    DescribeTasks: tasks.describeTasks,
    ListClusters: clusters.listClusters,
    ListServices: services.listServices,
    ListTagsForResource: tags.listTagsForResource,
    ListTaskDefinitionFamilies: taskDefinitions.listTaskDefinitionFamilies,
    ListTaskDefinitions: taskDefinitions.listTaskDefinitions,
    ListTasks: tasks.listTasks,
    PutClusterCapacityProviders: clusters.putClusterCapacityProviders,
    RegisterTaskDefinition: taskDefinitions.registerTaskDefinition,
    RunTask: tasks.runTask,
    StopTask: tasks.stopTask,
    TagResource: tags.tagResource,
    UntagResource: tags.untagResource,
    UpdateCluster: clusters.updateCluster,
    UpdateService: services.updateService,
  },
  start(kernel) {
    followTasks(kernel);
    stopWithCloud(kernel);
  },
  timers: {
    ...containerTimers,
    look(arn, call) {
      const service = ecsStore(call).services.get(arn);
      if (service !== undefined) wake(service, call);
    },
  },
  resume: resumeTasks,
};

/** Timers would keep the process alive after the cloud has stopped, and starting tasks would still start. */
function stopWithCloud(kernel: Kernel): void {
  kernel.onStop(() => {
    for (const accountRegion of kernel.accountRegions('ecs')) {
      const store = ecsStore({ ...accountRegion, kernel });
      for (const service of store.services.values()) {
        service.status = 'INACTIVE';
      }
      for (const task of store.tasks.values())
        lifeOf(task).stopSignal.abort(new AwsError('CloudStopped', 'the cloud has stopped'));
    }
  });
}

/**
 * Continues the tasks that ran when the snapshot was taken; a task whose image no longer exists stops, and its service
 * starts another.
 */
async function resumeTasks(kernel: Kernel): Promise<void> {
  for (const accountRegion of kernel.accountRegions('ecs')) {
    const call = { ...accountRegion, kernel };
    for (const task of ecsStore(call).tasks.values()) {
      if (task.lastStatus !== 'RUNNING') continue;
      letRun(task, call);
      await resumeContainers(task, call).catch((error: unknown) => {
        if (!(error instanceof AwsError)) throw error;
        requestStop(task, { code: 'TaskFailedToStart', reason: error.message }, call);
      });
    }
  }
}
