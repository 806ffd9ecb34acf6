import type { Api, ImportApiCommandInput } from '@aws-sdk/client-apigatewayv2';
import type { Call } from '../../kernel/service.ts';
import { addApi } from './apis.ts';
import type { HttpApi } from './http-api-store.ts';
import { corsOf, importRoutes, openApiDocument } from './open-api-import.ts';

export async function importApi(input: ImportApiCommandInput, call: Call): Promise<Api> {
  return (await addImportedApi(input.Body, {}, call)).description;
}

/** Creates an API from an OpenAPI document; `given` overrides the document. */
export async function addImportedApi(body: unknown, given: Partial<Api>, call: Call): Promise<HttpApi> {
  const document = openApiDocument(body);
  const { title, description, version } = document.info ?? {};
  const cors = corsOf(document);
  const described = {
    Name: title,
    ...(description === undefined ? {} : { Description: description }),
    ...(version === undefined ? {} : { Version: version }),
    ...(cors === undefined ? {} : { CorsConfiguration: cors }),
  };
  const api = await addApi({ ...described, ...given }, call);
  importRoutes(api, document, call);
  return api;
}
