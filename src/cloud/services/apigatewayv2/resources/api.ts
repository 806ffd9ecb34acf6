import type { Api, CreateApiCommandInput } from '@aws-sdk/client-apigatewayv2';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { createApi, deleteApi, updateApi } from '../apis.ts';
import { findApi } from '../http-api-store.ts';
import { addImportedApi } from '../import-api.ts';
import { corsOf, importRoutes, openApiDocument } from '../open-api-import.ts';

type Properties = Record<string, unknown>;

/** AWS::ApiGatewayV2::Api. `Ref` is the API's id. */
export const apiResource: ResourceType = {
  typeName: 'AWS::ApiGatewayV2::Api',
  timing: 'model',
  async create(properties, context) {
    const { Body, ...given } = propertiesOf(properties, context);
    if (Body !== undefined) {
      return created((await addImportedApi(Body, given as Partial<Api>, context)).description);
    }
    return created(await createApi(given as unknown as CreateApiCommandInput, context));
  },
  async update(resource, properties, _previous, context) {
    const { Body, ...given } = propertiesOf(properties, context);
    const api = findApi(context, resource.physicalId);
    if (Body !== undefined) {
      const document = openApiDocument(Body);
      importRoutes(api, document, context);
      given.CorsConfiguration ??= corsOf(document);
    }
    if (given.CorsConfiguration === undefined) {
      const { CorsConfiguration: _cors, ...rest } = api.description;
      api.description = rest as Api;
    }
    return created(updateApi({ ...given, ApiId: api.id } as CreateApiCommandInput & { ApiId: string }, context));
  },
  async delete(resource, _properties, context) {
    await deleteApi({ ApiId: resource.physicalId }, context);
  },
};

function created({ ApiId, ApiEndpoint }: Api): CreatedResource {
  return { physicalId: ApiId!, attributes: { ApiId, ApiEndpoint } };
}

/** Without the properties that only CloudFormation reads; templates may write numbers and booleans as text. */
function propertiesOf(properties: Properties, context: ResourceContext): Properties {
  const {
    FailOnWarnings: _fail,
    BodyS3Location: _location,
    Basepath: _path,
    DisableSchemaValidation: _schema,
    ...rest
  } = properties;
  const cors = rest.CorsConfiguration as Properties | undefined;
  return {
    ...rest,
    ...(cors === undefined
      ? {}
      : {
          CorsConfiguration: {
            ...cors,
            ...(cors.MaxAge === undefined ? {} : { MaxAge: Number(cors.MaxAge) }),
            ...(cors.AllowCredentials === undefined
              ? {}
              : { AllowCredentials: String(cors.AllowCredentials) === 'true' }),
          },
        }),
    ...('DisableExecuteApiEndpoint' in rest
      ? { DisableExecuteApiEndpoint: String(rest.DisableExecuteApiEndpoint) === 'true' }
      : {}),
    Tags: { ...context.tags, ...(rest.Tags as Record<string, string> | undefined) },
  };
}
