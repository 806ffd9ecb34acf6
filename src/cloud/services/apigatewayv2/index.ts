import * as schemas from '@aws-sdk/client-apigatewayv2';
import type { Kernel, ResourceType, Service } from '../../kernel/service.ts';
import { statusPages } from '../../kernel/status-pages.ts';
import { apiTagOperations } from './api-tags.ts';
import { createApi, deleteApi, deleteCorsConfiguration, getApi, getApis, updateApi } from './apis.ts';
import { authorizers } from './authorizers.ts';
import { reopenApis } from './data-plane/open-api.ts';
import { deployments } from './deployments.ts';
import { httpApis } from './http-api-store.ts';
import { importApi } from './import-api.ts';
import { integrations } from './integrations.ts';
import { apiResource } from './resources/api.ts';
import { apiPartResources } from './resources/api-parts.ts';
import { routes } from './routes.ts';
import { stages } from './stages.ts';

/** API Gateway's HTTP APIs. */
export const apigatewayv2: Service = {
  signingName: 'apigateway',
  schemas,
  operations: {
    CreateApi: createApi,
    DeleteApi: deleteApi,
    DeleteCorsConfiguration: deleteCorsConfiguration,
    GetApi: getApi,
    GetApis: getApis,
    ImportApi: importApi,
    UpdateApi: updateApi,
    ...authorizers.operations,
    ...deployments.operations,
    ...integrations.operations,
    ...routes.operations,
    ...stages.operations,
    ...apiTagOperations,
  },
  resume: reopenApis,
  start(kernel) {
    statusPages(kernel).set('apis', () => localAddresses(kernel));
  },
};

export const apigatewayv2ResourceTypes: readonly ResourceType[] = [apiResource, ...apiPartResources];

/** `GET /_cloud/apis`: where each HTTP API is reached on this machine. */
function localAddresses(kernel: Kernel): object[] {
  return kernel.accountRegions('apigateway').flatMap((accountRegion) =>
    [...httpApis(kernel, accountRegion).values()].map(({ id, description, localUrl }) => ({
      ...accountRegion,
      apiId: id,
      name: description.Name,
      endpoint: description.ApiEndpoint,
      url: localUrl,
    })),
  );
}
