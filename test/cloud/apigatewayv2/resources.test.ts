import { afterEach, describe, expect, it } from 'vitest';
import type { ResourceContext } from '../../../src/cloud/kernel/service.ts';
import { stopClouds } from '../lambda/function-cloud.ts';
import { apiCloud, place } from './api-cloud.ts';

afterEach(stopClouds);

const TARGET = 'arn:aws:lambda:eu-west-1:111122223333:function:app';

async function stack() {
  const cloud = await apiCloud('exports.handler = async ({ routeKey }) => routeKey;');
  await cloud.call('lambda', 'AddPermission', {
    FunctionName: 'app',
    StatementId: 'stack',
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
  });
  const context: ResourceContext = {
    ...place,
    kernel: cloud.kernel,
    requestId: 'request',
    principalArn: 'arn:aws:iam::111122223333:root',
    typeName: '',
    logicalId: 'X',
    stackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/s/1',
    stackName: 's',
    physicalName: () => 's-X-ABC',
    tags: {},
    signal: new AbortController().signal,
    announce: () => {},
  };
  const type = (name: string) => cloud.kernel.resourceTypes.get(`AWS::ApiGatewayV2::${name}`)!;
  const create = (name: string, properties: Record<string, unknown>) => type(name).create(properties, context);
  return { ...cloud, context, type, create };
}

describe('an HTTP API in a template', () => {
  it('is served as soon as its parts are made, and gone with its stack', async () => {
    const { create, type, context, fetchFrom } = await stack();
    const api = await create('Api', {
      Name: 'stacked',
      ProtocolType: 'HTTP',
      CorsConfiguration: { AllowOrigins: ['*'], MaxAge: '5' },
    });
    const ApiId = api.physicalId;
    const integrationProperties = {
      ApiId,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: TARGET,
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: '10000',
    };
    const integration = await create('Integration', integrationProperties);
    const routeProperties = { ApiId, RouteKey: 'GET /a', Target: `integrations/${integration.physicalId}` };
    const route = await create('Route', routeProperties);
    const stageProperties = { ApiId, StageName: '$default', AutoDeploy: 'true' };
    const stage = await create('Stage', stageProperties);
    expect(api.attributes).toMatchObject({ ApiEndpoint: `https://${ApiId}.execute-api.eu-west-1.amazonaws.com` });
    expect(stage.physicalId).toBe('$default');
    const url = String(api.attributes!.ApiEndpoint);
    expect((await fetchFrom(`${url}/a`)).text).toBe('GET /a');

    await type('Route').update!(route, { ...routeProperties, RouteKey: 'GET /b' }, routeProperties, context);
    expect([(await fetchFrom(`${url}/a`)).status, (await fetchFrom(`${url}/b`)).text]).toEqual([404, 'GET /b']);

    await type('Stage').delete(stage, stageProperties, context);
    await type('Route').delete(route, routeProperties, context);
    await type('Integration').delete(integration, integrationProperties, context);
    await type('Api').delete(api, {}, context);
    await expect(fetchFrom(`${url}/b`)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('may carry its routes in an OpenAPI body', async () => {
    const { create, fetchFrom } = await stack();
    const Body = {
      openapi: '3.0.1',
      info: { title: 'described' },
      paths: {
        '/x': {
          get: { 'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: TARGET, payloadFormatVersion: '2.0' } },
        },
      },
    };
    const api = await create('Api', { Body });
    await create('Stage', { ApiId: api.physicalId, StageName: '$default', AutoDeploy: true });
    expect((await fetchFrom(`${api.attributes!.ApiEndpoint}/x`)).text).toBe('GET /x');
  });
});
