import { afterEach, describe, expect, it } from 'vitest';
import type { NetworkHandler } from '../../../src/cloud/kernel/network.ts';
import { functionCloud, stopClouds } from './function-cloud.ts';

afterEach(stopClouds);

const bytes = (text: string) => new TextEncoder().encode(text);
const echo: NetworkHandler = async ({ method, url, headers, body }) => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'x-seen': 'yes' },
  body: bytes(
    JSON.stringify({ method, url, host: headers.host, a: headers['x-a'], body: Buffer.from(body).toString() }),
  ),
});

async function run(code: string, handler: NetworkHandler = echo) {
  const cloud = functionCloud();
  cloud.kernel.network.register('example.com', 443, handler);
  cloud.kernel.network.register('example.com', 8080, handler);
  await cloud.create('f', code, { Timeout: 60 });
  return cloud.invoke('f');
}

const read = `const read = (response) => new Promise((resolve) => { let text = ''; response.on('data', (chunk) => { text += chunk; }); response.on('end', () => resolve(text)); });`;

describe('a request from a function', () => {
  it('with https.request goes through the network of the cloud', async () => {
    const { result } = await run(`const https = require('https'); ${read}
      exports.handler = () => new Promise((resolve, reject) => {
        const request = https.request('https://example.com/a?b=1', { method: 'POST', headers: { 'X-A': '1' } }, async (response) =>
          resolve({ status: response.statusCode, seen: response.headers['x-seen'], got: JSON.parse(await read(response)) }));
        request.on('error', reject);
        request.write('he'); request.end('llo');
      });`);
    expect(result).toEqual({
      status: 200,
      seen: 'yes',
      got: { method: 'POST', url: 'https://example.com/a?b=1', host: 'example.com', a: '1', body: 'hello' },
    });
  });

  it('with http.get takes host, port and path', async () => {
    const { result } = await run(`import http from 'node:http'; ${read}
      export const handler = () => new Promise((resolve) =>
        http.get({ hostname: 'example.com', port: 8080, path: '/x', agent: new http.Agent({ keepAlive: true }) }, async (response) => resolve(JSON.parse(await read(response)))));`);
    expect(result).toMatchObject({ method: 'GET', url: 'http://example.com:8080/x', host: 'example.com:8080' });
  });

  it('with fetch answers a real response', async () => {
    const { result } = await run(`exports.handler = async () => {
      const response = await fetch('https://example.com/a', { method: 'PUT', body: JSON.stringify({ n: 1 }), headers: { 'x-a': '2' } });
      return { ok: response.ok, is: response instanceof Response, json: await response.json() };
    };`);
    expect(result).toMatchObject({ ok: true, is: true, json: { method: 'PUT', a: '2', body: '{"n":1}' } });
  });

  it('to a host that nobody knows fails as from a closed subnet', async () => {
    const { result } = await run(`exports.handler = async () => {
      const viaFetch = await fetch('https://nowhere.example/').catch((error) => [error.message, error.cause.code]);
      const viaHttps = await new Promise((resolve) => require('https').get('https://nowhere.example/').on('error', (error) => resolve(error.code)));
      return { viaFetch, viaHttps };
    };`);
    expect(result).toEqual({ viaFetch: ['fetch failed', 'ENOTFOUND'], viaHttps: 'ENOTFOUND' });
  });

  it('that is never answered can time out and be aborted', async () => {
    const { result } = await run(
      `const https = require('https');
      exports.handler = async () => {
        const started = Date.now();
        const timedOut = await new Promise((resolve) => {
          const request = https.get('https://example.com/', { timeout: 2000 });
          request.on('timeout', () => request.destroy());
          request.on('error', (error) => resolve([error.code, Date.now() - started]));
        });
        const aborted = await fetch('https://example.com/', { signal: AbortSignal.timeout(3000) }).catch((error) => error.name);
        return { timedOut, aborted, passed: Date.now() - started };
      };`,
      () => new Promise(() => {}),
    );
    expect(result).toEqual({ timedOut: ['ECONNRESET', 2000], aborted: 'TimeoutError', passed: 5000 });
  });

  it('that fails unheard fails the invocation', async () => {
    const { FunctionError, result } = await run(
      `exports.handler = () => new Promise(() => { require('https').get('https://nowhere.example/'); });`,
    );
    expect([FunctionError, result.errorMessage]).toEqual(['Unhandled', 'getaddrinfo ENOTFOUND nowhere.example']);
  });

  it('is not sent any more after the function timed out', async () => {
    const cloud = functionCloud();
    const seen: string[] = [];
    cloud.kernel.network.register('example.com', 443, async ({ url }) => {
      seen.push(url);
      return { status: 200, headers: {}, body: bytes('') };
    });
    await cloud.create(
      'f',
      `exports.handler = async () => { await fetch('https://example.com/early');
      await new Promise((resolve) => setTimeout(resolve, 5000)); await fetch('https://example.com/late'); };`,
    );
    expect((await cloud.invoke('f')).result.errorType).toBe('Sandbox.Timedout');
    await cloud.kernel.clock.drive(cloud.kernel.clock.sleep(60));
    expect(seen).toEqual(['https://example.com/early']);
  });
});
