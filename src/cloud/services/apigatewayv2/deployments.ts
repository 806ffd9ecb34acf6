import { apiPart, merged } from './api-part.ts';
import { conflict, newId, type StoredDeployment } from './http-api-store.ts';
import { stages } from './stages.ts';

type DeploymentWithStage = StoredDeployment & { StageName?: string };

export const deployments = apiPart<DeploymentWithStage>({
  name: 'Deployment',
  id: 'DeploymentId',
  partsOf: (api) => api.deployments as Map<string, DeploymentWithStage>,
  complete(given, { api, call, previous }) {
    const { StageName, ...rest } = merged(previous, given);
    const deployment: StoredDeployment = {
      CreatedDate: new Date(call.kernel.clock.now()),
      DeploymentStatus: 'DEPLOYED',
      AutoDeployed: false,
      table: { routes: new Map(api.routes), integrations: new Map(api.integrations) },
      ...rest,
      DeploymentId: previous?.DeploymentId ?? newId(call.kernel, 6),
    };
    if (StageName !== undefined && previous === undefined) {
      const DeploymentId = deployment.DeploymentId!;
      api.deployments.set(DeploymentId, deployment);
      stages.update(api, call, StageName, { DeploymentId });
    }
    return deployment;
  },
  beforeDelete({ DeploymentId }, api) {
    const isActive = [...api.stages.values()].some((stage) => stage.DeploymentId === DeploymentId);
    if (isActive) throw conflict('Active stages pointing to this deployment must be moved or deleted');
  },
});
