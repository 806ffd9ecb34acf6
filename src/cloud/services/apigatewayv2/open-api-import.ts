import type { Cors, Integration } from '@aws-sdk/client-apigatewayv2';
import { parse } from 'yaml';
import type { Call } from '../../kernel/service.ts';
import { badRequest, type HttpApi } from './http-api-store.ts';
import { integrations } from './integrations.ts';
import { routes } from './routes.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'x-amazon-apigateway-any-method'];

interface OpenApiOperation {
  readonly 'x-amazon-apigateway-integration'?: OpenApiIntegration;
}

interface OpenApiIntegration {
  readonly type?: string;
  readonly uri?: string;
  readonly httpMethod?: string;
  readonly payloadFormatVersion?: string;
  readonly timeoutInMillis?: number;
  readonly credentials?: string;
}

interface OpenApiCors {
  readonly allowOrigins?: string[];
  readonly allowMethods?: string[];
  readonly allowHeaders?: string[];
  readonly exposeHeaders?: string[];
  readonly maxAge?: number;
  readonly allowCredentials?: boolean;
}

export interface OpenApiDocument {
  readonly info?: { readonly title?: string; readonly description?: string; readonly version?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly 'x-amazon-apigateway-cors'?: OpenApiCors;
}

/** Reads an OpenAPI document, as text (JSON or YAML) or as an object in a template. Throws `BadRequestException`. */
export function openApiDocument(body: unknown): OpenApiDocument {
  const document = typeof body === 'string' ? (parse(body) as unknown) : body;
  if (typeof document !== 'object' || document === null) throw badRequest('Invalid OpenAPI input.');
  return document as OpenApiDocument;
}

export function corsOf(document: OpenApiDocument): Cors | undefined {
  const cors = document['x-amazon-apigateway-cors'];
  if (cors === undefined) return undefined;
  return {
    AllowOrigins: cors.allowOrigins,
    AllowMethods: cors.allowMethods,
    AllowHeaders: cors.allowHeaders,
    ExposeHeaders: cors.exposeHeaders,
    MaxAge: cors.maxAge,
    AllowCredentials: cors.allowCredentials,
  };
}

/** Replaces the API's routes and integrations by the document's. */
export function importRoutes(api: HttpApi, document: OpenApiDocument, call: Call): void {
  api.routes.clear();
  api.integrations.clear();
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(operations)) {
      const described = operation['x-amazon-apigateway-integration'];
      if (!METHODS.includes(method) || described === undefined) continue;
      const verb = method.startsWith('x-') ? 'ANY' : method.toUpperCase();
      const RouteKey = path === '/$default' ? '$default' : `${verb} ${path}`;
      const { IntegrationId } = integrations.create(api, call, integrationOf(described));
      routes.create(api, call, { RouteKey, Target: `integrations/${IntegrationId}` });
    }
  }
}

function integrationOf(described: OpenApiIntegration): Partial<Integration> {
  const { type = '', uri, httpMethod, payloadFormatVersion = '1.0', timeoutInMillis, credentials } = described;
  return {
    IntegrationType: type.toUpperCase() as 'AWS_PROXY',
    IntegrationUri: uri,
    PayloadFormatVersion: payloadFormatVersion,
    ...(httpMethod === undefined ? {} : { IntegrationMethod: httpMethod }),
    ...(timeoutInMillis === undefined ? {} : { TimeoutInMillis: timeoutInMillis }),
    ...(credentials === undefined ? {} : { CredentialsArn: credentials }),
  };
}
