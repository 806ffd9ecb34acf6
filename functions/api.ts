import { ports } from '../src/aws/ports.ts';
import type { UseCase } from '../src/core/api/handle-request.ts';
import type { OperationId } from '../src/core/api/operations.ts';
import { approveRelease } from './api/approve-release.ts';
import { cancelOperation } from './api/cancel-operation.ts';
import { createRelease } from './api/create-release.ts';
import { deleteApplication } from './api/delete-application.ts';
import { deleteBase } from './api/delete-base.ts';
import { deleteEnvironment } from './api/delete-environment.ts';
import { detectEnvironmentDrift } from './api/detect-environment-drift.ts';
import { freezeApplication } from './api/freeze-application.ts';
import { getApplication } from './api/get-application.ts';
import { getBase } from './api/get-base.ts';
import { getComponent } from './api/get-component.ts';
import { getEnvironment } from './api/get-environment.ts';
import { getEnvironmentDrift } from './api/get-environment-drift.ts';
import { getError } from './api/get-error.ts';
import { getHealth } from './api/get-health.ts';
import { getOpenapi } from './api/get-openapi.ts';
import { getOperation } from './api/get-operation.ts';
import { getRelease } from './api/get-release.ts';
import { listApplications } from './api/list-applications.ts';
import { listCatalogue } from './api/list-catalogue.ts';
import { listEnvironments } from './api/list-environments.ts';
import { listOperationEvents } from './api/list-operation-events.ts';
import { listOperations } from './api/list-operations.ts';
import { listReleases } from './api/list-releases.ts';
import { listRetained } from './api/list-retained.ts';
import { putApplication } from './api/put-application.ts';
import { putBase } from './api/put-base.ts';
import { putEnvironment } from './api/put-environment.ts';
import { repairApplication } from './api/repair-application.ts';
import { repairBase } from './api/repair-base.ts';
import { repairEnvironment } from './api/repair-environment.ts';
import { rollBackApplication } from './api/roll-back-application.ts';
import { rollBackRelease } from './api/roll-back-release.ts';
import { toggleRelease } from './api/toggle-release.ts';
import { unfreezeApplication } from './api/unfreeze-application.ts';
import { api } from './chain/api.ts';

/** Every operation of the HTTP API, by its operationId. */
const useCases: Record<OperationId, UseCase> = {
  'get-health': getHealth,
  'get-openapi': getOpenapi,
  'get-error': getError,
  'list-catalogue': listCatalogue,
  'get-component': getComponent,
  'put-base': putBase,
  'get-base': getBase,
  'delete-base': deleteBase,
  'list-environments': listEnvironments,
  'put-environment': putEnvironment,
  'get-environment': getEnvironment,
  'delete-environment': deleteEnvironment,
  'list-applications': listApplications,
  'put-application': putApplication,
  'get-application': getApplication,
  'delete-application': deleteApplication,
  'detect-environment-drift': detectEnvironmentDrift,
  'get-environment-drift': getEnvironmentDrift,
  'repair-base': repairBase,
  'repair-environment': repairEnvironment,
  'repair-application': repairApplication,
  'freeze-application': freezeApplication,
  'unfreeze-application': unfreezeApplication,
  'create-release': createRelease,
  'list-releases': listReleases,
  'get-release': getRelease,
  'approve-release': approveRelease,
  'toggle-release': toggleRelease,
  'roll-back-release': rollBackRelease,
  'roll-back-application': rollBackApplication,
  'list-retained': listRetained,
  'list-operations': listOperations,
  'get-operation': getOperation,
  'list-operation-events': listOperationEvents,
  'cancel-operation': cancelOperation,
};

/** The HTTP API: one function, one file for each operation. */
export const handler = api(useCases, ports);
