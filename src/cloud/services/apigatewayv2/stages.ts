import type { Stage } from '@aws-sdk/client-apigatewayv2';
import { apiPart, merged } from './api-part.ts';
import { badRequest, conflict } from './http-api-store.ts';

export const stages = apiPart<Stage>({
  name: 'Stage',
  id: 'StageName',
  partsOf: (api) => api.stages,
  complete(given, { api, call, previous }) {
    const now = new Date(call.kernel.clock.now());
    const stage = { AutoDeploy: false, ...merged(previous, given), LastUpdatedDate: now };
    const { StageName, DeploymentId, AutoDeploy } = stage;
    if (StageName !== '$default' && !/^[A-Za-z0-9_-]{1,128}$/.test(StageName ?? '')) {
      throw badRequest('Stage name only allows alphanumeric characters, hyphens and underscores, or $default');
    }
    if (previous === undefined && api.stages.has(StageName ?? '')) throw conflict('Stage already exists');
    if (!AutoDeploy && DeploymentId !== undefined && !api.deployments.has(DeploymentId)) {
      throw badRequest('Invalid deployment identifier specified');
    }
    return {
      CreatedDate: now,
      DefaultRouteSettings: { DetailedMetricsEnabled: false },
      RouteSettings: {},
      StageVariables: {},
      ...stage,
      StageName,
    };
  },
});
