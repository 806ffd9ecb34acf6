import * as schemas from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/errors.ts';
import type { Kernel, Service } from '../../kernel/service.ts';
import * as clusters from './clusters.ts';
import { followTasks } from './scheduler/follow-tasks.ts';
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
};

/** Timers would keep the process alive after the cloud has stopped, and tasks on their way would still start. */
function stopWithCloud(kernel: Kernel): void {
  kernel.onStop(() => {
    for (const accountRegion of kernel.accountRegions('ecs')) {
      const store = ecsStore({ ...accountRegion, kernel });
      for (const service of store.services.values()) {
        service.cancelTick();
        service.status = 'INACTIVE';
      }
      for (const task of store.tasks.values())
        task.stopSignal.abort(new AwsError('CloudStopped', 'the cloud has stopped'));
    }
  });
}
