import type { KernelOptions } from '../../../src/cloud/kernel/kernel.ts';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import { apigatewayv2, apigatewayv2ResourceTypes } from '../../../src/cloud/services/apigatewayv2/index.ts';
import { cloudwatchLogs } from '../../../src/cloud/services/cloudwatch-logs/index.ts';
import { lambda, lambdaResourceTypes } from '../../../src/cloud/services/lambda/index.ts';
import { stopLater, zipOf } from '../lambda/function-cloud.ts';

export const place = { account: '111122223333', region: 'eu-west-1' };
const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:app';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  readonly json: any;
}

/** An API named `app` with a `$default` stage over the function `app`, which API Gateway may invoke. */
export async function apiCloud(code: string, options: KernelOptions & { permitted?: boolean } = {}) {
  const { permitted = true, ...kernelOptions } = options;
  const kernel = createKernel(
    { clock: 'virtual', seed: 1, ...kernelOptions },
    [apigatewayv2, lambda, cloudwatchLogs],
    [...apigatewayv2ResourceTypes, ...lambdaResourceTypes],
  );
  stopLater(kernel);
  const call = <T = Record<string, string>>(service: string, operation: string, input: object) =>
    kernel.clock.drive(kernel.invoke<T>(service, operation, input, place));
  const api = <T = Record<string, string>>(operation: string, input: object) => call<T>('apigateway', operation, input);
  await call('lambda', 'CreateFunction', {
    FunctionName: 'app',
    Role: 'arn:aws:iam::111122223333:role/app',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Timeout: 60,
    Code: { ZipFile: zipOf({ 'index.js': code }) },
  });
  const { ApiId } = await api('CreateApi', { Name: 'app', ProtocolType: 'HTTP' });
  if (permitted) {
    await call('lambda', 'AddPermission', {
      FunctionName: 'app',
      StatementId: 'api',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: `arn:aws:execute-api:eu-west-1:111122223333:${ApiId}/*`,
    });
  }
  const integration = (format: '1.0' | '2.0' = '2.0') =>
    api('CreateIntegration', {
      ApiId,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: FUNCTION_ARN,
      PayloadFormatVersion: format,
    });
  const { IntegrationId } = await integration();
  await api('CreateStage', { ApiId, StageName: '$default', AutoDeploy: true });
  const route = (RouteKey: string, input: object = {}) =>
    api('CreateRoute', { ApiId, RouteKey, Target: `integrations/${IntegrationId}`, ...input });
  const fetchFrom = async (
    url: string,
    init: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ) => {
    const { method = 'GET', headers = {}, body = '' } = init;
    const request = { method, url, headers, body: new TextEncoder().encode(body) };
    const answer = await kernel.clock.drive(kernel.network.fetch(request));
    const text = Buffer.from(answer.body).toString();
    return { ...answer, text, json: text.startsWith('{') ? JSON.parse(text) : undefined } as Answer;
  };
  const get = (path: string, init?: Parameters<typeof fetchFrom>[1]) => fetchFrom(`http://localhost:4510${path}`, init);
  const host = `https://${ApiId}.execute-api.eu-west-1.amazonaws.com`;
  return { kernel, call, api, ApiId: ApiId!, host, integration, route, fetchFrom, get };
}
