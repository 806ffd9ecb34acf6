import { createSign, generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { stopClouds } from '../lambda/function-cloud.ts';
import { apiCloud } from './api-cloud.ts';

afterEach(stopClouds);

const ECHO = 'exports.handler = async (event) => event;';
const KEY = 'exports.handler = async ({ routeKey, pathParameters }) => ({ routeKey, pathParameters });';

describe('a request to an HTTP API', () => {
  it('reaches the function as an event of format 2.0', async () => {
    const { ApiId, route, get } = await apiCloud(ECHO);
    await route('POST /things/{id}');
    const { json } = await get('/things/a%20b?x=1&x=2&y=3', {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: 'a=1; b=2', 'user-agent': 'test' },
      body: '{"n":1}',
    });
    expect(json).toMatchObject({
      version: '2.0',
      routeKey: 'POST /things/{id}',
      rawPath: '/things/a b',
      rawQueryString: 'x=1&x=2&y=3',
      cookies: ['a=1', 'b=2'],
      queryStringParameters: { x: '1,2', y: '3' },
      pathParameters: { id: 'a b' },
      body: '{"n":1}',
      isBase64Encoded: false,
      requestContext: {
        accountId: '111122223333',
        apiId: ApiId,
        http: { method: 'POST', path: '/things/a b', protocol: 'HTTP/1.1', userAgent: 'test' },
        routeKey: 'POST /things/{id}',
        stage: '$default',
      },
    });
    expect(json.requestContext.time).toMatch(/^05\/Jan\/2026:09:00:0\d \+0000$/);
    expect(json.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '7' });
    expect(json.headers.cookie).toBeUndefined();
  });

  it('reaches the function as an event of format 1.0 where the integration says so', async () => {
    const { api, ApiId, integration, route, get } = await apiCloud(
      'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });',
    );
    const { IntegrationId } = await integration('1.0');
    await route('GET /old/{id}', { Target: `integrations/${IntegrationId}` });
    const { json } = await get('/old/7?x=1&x=2');
    expect(json).toMatchObject({
      version: '1.0',
      resource: '/old/{id}',
      path: '/old/7',
      httpMethod: 'GET',
      queryStringParameters: { x: '2' },
      multiValueQueryStringParameters: { x: ['1', '2'] },
      pathParameters: { id: '7' },
      body: null,
    });
    expect((await api<{ Items: object[] }>('GetIntegrations', { ApiId })).Items).toHaveLength(2);
  });

  it('takes the most specific route', async () => {
    const { route, get } = await apiCloud(KEY);
    for (const key of ['$default', 'ANY /{proxy+}', 'GET /pets/{proxy+}', 'GET /pets/dog/{id}', 'GET /pets/dog/1']) {
      await route(key);
    }
    const keyOf = async (path: string, method = 'GET') => (await get(path, { method })).json.routeKey;
    expect(await keyOf('/pets/dog/1')).toBe('GET /pets/dog/1');
    expect(await keyOf('/pets/dog/2')).toBe('GET /pets/dog/{id}');
    expect(await keyOf('/pets/cat/1')).toBe('GET /pets/{proxy+}');
    expect(await keyOf('/test/5', 'POST')).toBe('ANY /{proxy+}');
    expect(await keyOf('/')).toBe('$default');
  });

  it('without a route is not found', async () => {
    const { route, get } = await apiCloud(KEY);
    await route('GET /a');
    expect(await get('/b')).toMatchObject({ status: 404, text: '{"message":"Not Found"}' });
    expect((await get('/a', { method: 'POST' })).status).toBe(404);
  });

  it('over ten megabytes is too large, and so is what Lambda does not take', async () => {
    const { route, get } = await apiCloud(KEY);
    await route('POST /a');
    for (const megabytes of [10, 6]) {
      expect(await get('/a', { method: 'POST', body: 'x'.repeat(megabytes * 1024 * 1024 + 1) })).toMatchObject({
        status: 413,
        text: '{"message":"Request Entity Too Large"}',
      });
    }
  });

  it('whose path is no text is refused', async () => {
    const { route, get } = await apiCloud(KEY);
    await route('GET /{name}');
    for (const path of ['/%zz', '/%E0%A4']) {
      expect(await get(path)).toMatchObject({ status: 400, text: '{"message":"Bad Request"}' });
    }
  });

  it('is served by the stage that its path begins with', async () => {
    const { api, ApiId, route, get } = await apiCloud(ECHO);
    await route('GET /a');
    await api('CreateStage', { ApiId, StageName: 'prod', AutoDeploy: true, StageVariables: { color: 'blue' } });
    expect((await get('/prod/a')).json).toMatchObject({
      rawPath: '/prod/a',
      stageVariables: { color: 'blue' },
      requestContext: { stage: 'prod' },
    });
  });

  it('sees a stage without automatic deployment as it was deployed', async () => {
    const { api, ApiId, route, get } = await apiCloud(KEY);
    await api('CreateStage', { ApiId, StageName: 'slow' });
    await route('GET /a');
    await api('CreateDeployment', { ApiId, StageName: 'slow' });
    await route('GET /b');
    expect([(await get('/slow/a')).status, (await get('/slow/b')).status]).toEqual([200, 404]);
  });
});

describe('the answer of an HTTP API', () => {
  it.each([
    [
      'a structured answer',
      '({ statusCode: 201, headers: { "X-A": 1 }, cookies: ["a=1"], body: "made" })',
      201,
      'made',
    ],
    ['an answer without a status', '({ hello: "ada" })', 200, '{"hello":"ada"}'],
    ['a text', '"plain"', 200, 'plain'],
    ['a binary answer', '({ statusCode: 200, body: "aGk=", isBase64Encoded: true })', 200, 'hi'],
    ['a body that is no text', '({ statusCode: 200, body: {} })', 500, '{"message":"Internal Server Error"}'],
  ])('may be %s', async (_what, value, status, text) => {
    const { route, get } = await apiCloud(`exports.handler = async () => ${value};`);
    await route('GET /');
    expect(await get('/')).toMatchObject({ status, text });
  });

  it('is an error when the function fails', async () => {
    const { route, get } = await apiCloud('exports.handler = async () => { throw new Error("secret"); };');
    await route('GET /');
    expect(await get('/')).toMatchObject({ status: 500, text: '{"message":"Internal Server Error"}' });
  });

  it('is an error when the function does not let the API in', async () => {
    const { route, get } = await apiCloud(ECHO, { permitted: false });
    await route('GET /');
    expect((await get('/')).status).toBe(500);
  });

  it('gives the function thirty seconds', async () => {
    const { kernel, route, get } = await apiCloud('exports.handler = () => new Promise((r) => setTimeout(r, 40_000));');
    await route('GET /');
    const startedMs = kernel.clock.now();
    expect(await get('/')).toMatchObject({ status: 503, text: '{"message":"Service Unavailable"}' });
    expect(kernel.clock.now() - startedMs).toBe(30_000);
  });
});

describe('cross-origin requests', () => {
  it('are answered by the API itself', async () => {
    const { api, ApiId, route, get } = await apiCloud(KEY);
    await route('GET /');
    await api('UpdateApi', {
      ApiId,
      CorsConfiguration: {
        AllowOrigins: ['https://a.example'],
        AllowMethods: ['GET'],
        AllowHeaders: ['authorization'],
        MaxAge: 60,
      },
    });
    const asked = {
      method: 'OPTIONS',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'GET' },
    };
    expect(await get('/', asked)).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': 'https://a.example',
        'access-control-allow-methods': 'GET',
        'access-control-max-age': '60',
      },
    });
    const other = await get('/', { headers: { origin: 'https://b.example' } });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a route with IAM authorization', () => {
  it('refuses an unsigned request', async () => {
    const { host, route, fetchFrom } = await apiCloud(ECHO);
    await route('GET /', { AuthorizationType: 'AWS_IAM' });
    expect(await fetchFrom(`${host}/`)).toMatchObject({ status: 403, text: '{"message":"Forbidden"}' });
  });

  it('takes an unsigned request from loopback as the administrator', async () => {
    const { route, get } = await apiCloud(ECHO);
    await route('GET /', { AuthorizationType: 'AWS_IAM' });
    expect((await get('/')).json.requestContext.authorizer.iam).toMatchObject({
      accountId: '111122223333',
      userArn: 'arn:aws:iam::111122223333:root',
    });
  });

  it('refuses it from loopback too when the cloud demands signatures', async () => {
    const { route, get } = await apiCloud(ECHO, { auth: true });
    await route('GET /', { AuthorizationType: 'AWS_IAM' });
    expect((await get('/')).status).toBe(403);
  });

  it('knows the account that signed', async () => {
    const { host, route, fetchFrom } = await apiCloud(ECHO);
    await route('GET /', { AuthorizationType: 'AWS_IAM' });
    const signedBy = (account: string) => ({
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260105/eu-west-1/execute-api/aws4_request, Signature=0`,
      },
    });
    expect((await fetchFrom(`${host}/`, signedBy('111122223333'))).status).toBe(200);
    expect((await fetchFrom(`${host}/`, signedBy('444455556666'))).status).toBe(403);
  });
});

describe('a route with a JWT authorizer', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const tokenOf = (claims: object) => {
    const signed = `${encode({ alg: 'RS256', kid: 'k1' })}.${encode(claims)}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
  };

  async function guarded() {
    const cloud = await apiCloud(ECHO);
    const answers: Record<string, object> = {
      '/.well-known/openid-configuration': { jwks_uri: 'https://issuer.example/keys' },
      '/keys': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] },
    };
    cloud.kernel.network.register('issuer.example', 443, async ({ url }) => ({
      status: 200,
      headers: {},
      body: new TextEncoder().encode(JSON.stringify(answers[new URL(url).pathname])),
    }));
    const { AuthorizerId } = await cloud.api('CreateAuthorizer', {
      ApiId: cloud.ApiId,
      Name: 'jwt',
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://issuer.example', Audience: ['plinth'] },
    });
    await cloud.route('GET /', { AuthorizationType: 'JWT', AuthorizerId, AuthorizationScopes: ['read'] });
    const now = cloud.kernel.clock.now() / 1000;
    const claims = {
      iss: 'https://issuer.example',
      aud: 'plinth',
      exp: now + 600,
      scope: 'read write',
      groups: ['a', 'b'],
    };
    const as = (changes: object) =>
      cloud.get('/', { headers: { authorization: `Bearer ${tokenOf({ ...claims, ...changes })}` } });
    return { ...cloud, as };
  }

  it('hands the claims of a valid token to the function', async () => {
    const { as } = await guarded();
    const { json } = await as({ sub: 'ada' });
    expect(json.requestContext.authorizer.jwt).toMatchObject({
      claims: { sub: 'ada', groups: '[a b]' },
      scopes: ['read'],
    });
  });

  it.each([
    ['expired', { exp: 1 }, 401],
    ['of another issuer', { iss: 'https://other.example' }, 401],
    ['for another audience', { aud: 'other' }, 401],
    ['without the scope', { scope: 'write' }, 403],
  ])('refuses a token that is %s', async (_what, changes, status) => {
    const { as } = await guarded();
    expect((await as(changes)).status).toBe(status);
  });

  it('refuses a request without a token, and one with a forged token', async () => {
    const { get } = await guarded();
    expect(await get('/')).toMatchObject({ status: 401, text: '{"message":"Unauthorized"}' });
    const forged = tokenOf({ iss: 'https://issuer.example' }).replace(/\.[^.]+$/, '.AAAA');
    expect((await get('/', { headers: { authorization: `Bearer ${forged}` } })).status).toBe(401);
  });
});

describe('an API', () => {
  it('writes an access log in the format of its stage', async () => {
    const { api, call, ApiId, route, get } = await apiCloud(KEY);
    await route('GET /a');
    await call('logs', 'CreateLogGroup', { logGroupName: '/access' });
    await api('UpdateStage', {
      ApiId,
      StageName: '$default',
      AccessLogSettings: {
        DestinationArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/access',
        Format: '$context.httpMethod $context.routeKey $context.status',
      },
    });
    await get('/a');
    const { events } = await call<{ events: { message: string }[] }>('logs', 'FilterLogEvents', {
      logGroupName: '/access',
    });
    expect(events.map(({ message }) => message)).toEqual(['GET GET /a 200']);
  });

  it('refuses a route key that is taken or malformed', async () => {
    const { route } = await apiCloud(KEY);
    await route('GET /a');
    await expect(route('GET /a')).rejects.toMatchObject({ code: 'ConflictException' });
    await expect(route('GET a')).rejects.toMatchObject({ code: 'BadRequestException' });
    await expect(route('GET /{p+}/b')).rejects.toMatchObject({ code: 'BadRequestException' });
  });

  it('is gone when it is deleted', async () => {
    const { api, ApiId, host, fetchFrom } = await apiCloud(KEY);
    await api('DeleteApi', { ApiId });
    await expect(fetchFrom(`${host}/`)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('is open on a loopback port in real time', async () => {
    const { kernel, api, ApiId, route } = await apiCloud(KEY, { clock: { speed: 100 }, apiPort: 0 });
    try {
      await route('GET /a');
      const { statusPages } = await import('../../../src/cloud/kernel/status-pages.ts');
      const [page] = statusPages(kernel).get('apis')!() as { apiId: string; url: string }[];
      expect(page).toMatchObject({ apiId: ApiId });
      const answer = await fetch(`${page!.url}/a`);
      expect(await answer.json()).toEqual({ routeKey: 'GET /a' });
      expect(await api('GetApi', { ApiId })).toMatchObject({ Name: 'app' });
    } finally {
      await kernel.stop();
    }
  });

  it('may be made from an OpenAPI document', async () => {
    const { kernel, call, get } = await apiCloud(KEY);
    const body = {
      info: { title: 'imported' },
      paths: {
        '/x/{id}': {
          get: {
            'x-amazon-apigateway-integration': {
              type: 'aws_proxy',
              uri: 'arn:aws:lambda:eu-west-1:111122223333:function:app',
              payloadFormatVersion: '2.0',
            },
          },
        },
      },
    };
    const made = await call('apigateway', 'ImportApi', { Body: JSON.stringify(body) });
    await call('apigateway', 'CreateStage', { ApiId: made.ApiId, StageName: '$default', AutoDeploy: true });
    await call('lambda', 'AddPermission', {
      FunctionName: 'app',
      StatementId: 'imported',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
    });
    const answer = await kernel.clock.drive(
      kernel.network.fetch({ method: 'GET', url: `${made.ApiEndpoint}/x/7`, headers: {}, body: new Uint8Array() }),
    );
    expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual({
      routeKey: 'GET /x/{id}',
      pathParameters: { id: '7' },
    });
    expect((await get('/x/7')).status).toBe(404);
  });
});
