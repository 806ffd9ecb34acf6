import type { Integration } from '@aws-sdk/client-apigatewayv2';
import { AwsError } from '../../kernel/errors.ts';
import { apiPart, merged } from './api-part.ts';
import { badRequest, conflict, newId } from './http-api-store.ts';

const TIMEOUT_MS_MAX = 30_000;

export const integrations = apiPart<Integration>({
  name: 'Integration',
  id: 'IntegrationId',
  partsOf: (api) => api.integrations,
  complete(given, { call, previous }) {
    const integration = {
      ConnectionType: 'INTERNET' as const,
      TimeoutInMillis: TIMEOUT_MS_MAX,
      ...merged(previous, given),
      IntegrationId: previous?.IntegrationId ?? newId(call.kernel, 7),
    };
    const { IntegrationType, IntegrationUri, IntegrationSubtype, PayloadFormatVersion } = integration;
    const timeoutMs = integration.TimeoutInMillis ?? TIMEOUT_MS_MAX;
    if (IntegrationSubtype !== undefined || integration.ConnectionType === 'VPC_LINK') {
      const what = IntegrationSubtype ?? 'VPC_LINK';
      throw new AwsError(
        'NotImplemented',
        `the embedded cloud does not support ${what} integrations for HTTP APIs`,
        501,
      );
    }
    if (IntegrationType !== 'AWS_PROXY' && IntegrationType !== 'HTTP_PROXY') {
      throw badRequest('HTTP API only supports AWS_PROXY and HTTP_PROXY integrations');
    }
    if (PayloadFormatVersion !== '1.0' && PayloadFormatVersion !== '2.0') {
      throw badRequest('PayloadFormatVersion is a required parameter for integration');
    }
    if (IntegrationType === 'AWS_PROXY' && !/:function:/.test(IntegrationUri ?? '')) {
      throw badRequest('Invalid integration URI specified');
    }
    if (timeoutMs < 50 || timeoutMs > TIMEOUT_MS_MAX) {
      throw badRequest('Timeout should be between 50 ms and 30000 ms');
    }
    return IntegrationType === 'AWS_PROXY' ? { IntegrationMethod: 'POST', ...integration } : integration;
  },
  beforeDelete(integration, api) {
    const route = [...api.routes.values()].find(({ Target }) => Target === `integrations/${integration.IntegrationId}`);
    if (route !== undefined)
      throw conflict(`Cannot delete Integration '${integration.IntegrationId}' due to a route that uses it`);
  },
});
