import type { Authorizer, Integration, Route, Stage } from '@aws-sdk/client-apigatewayv2';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import type { ApiPart } from '../api-part.ts';
import { authorizers } from '../authorizers.ts';
import { deployments } from '../deployments.ts';
import { findApi, httpApis, type StoredDeployment } from '../http-api-store.ts';
import { integrations } from '../integrations.ts';
import { routes } from '../routes.ts';
import { stages } from '../stages.ts';

type Properties = Record<string, unknown>;

/** The resource types of what belongs to an API. `Ref` is the part's id; for a stage, its name. */
export const apiPartResources: readonly ResourceType[] = [
  partResource<Integration>('Integration', integrations, 'IntegrationId'),
  partResource<Route>('Route', routes, 'RouteId'),
  partResource<Stage>('Stage', stages, 'StageName'),
  partResource<Authorizer>('Authorizer', authorizers, 'AuthorizerId'),
  partResource<StoredDeployment>('Deployment', deployments, 'DeploymentId'),
];

function partResource<T extends object>(name: string, part: ApiPart<T>, id: keyof T & string): ResourceType {
  return {
    typeName: `AWS::ApiGatewayV2::${name}`,
    timing: 'model',
    async create(properties, context) {
      const api = findApi(context, String(properties.ApiId));
      const physicalId = String(part.create(api, context, partOf<T>(name, properties, context))[id]);
      return { physicalId, attributes: { [id]: physicalId } };
    },
    async update(resource, properties, _previous, context) {
      const api = findApi(context, String(properties.ApiId));
      part.update(api, context, resource.physicalId, partOf<T>(name, properties, context));
      return resource;
    },
    async delete(resource, properties, context) {
      // Deleting an API deletes its parts, so a part may already be deleted.
      const api = httpApis(context.kernel, context).get(String(properties.ApiId));
      if (api !== undefined) part.delete(api, context, resource.physicalId);
    },
  };
}

function partOf<T>(name: string, properties: Properties, context: ResourceContext): Partial<T> {
  const { ApiId: _api, Tags, AccessPolicyId: _policy, ...rest } = properties;
  const numbers = 'TimeoutInMillis' in rest ? { TimeoutInMillis: Number(rest.TimeoutInMillis) } : {};
  const flags = ['AutoDeploy', 'ApiKeyRequired', 'EnableSimpleResponses'].filter((flag) => flag in rest);
  const booleans = Object.fromEntries(flags.map((flag) => [flag, String(rest[flag]) === 'true']));
  const tags = name === 'Stage' ? { Tags: { ...context.tags, ...(Tags as object | undefined) } } : {};
  return { ...rest, ...numbers, ...booleans, ...tags } as Partial<T>;
}
