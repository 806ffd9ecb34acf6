import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { expect, it } from 'vitest';
import { isRecord } from '../../src/core/catalogue/parse-template.ts';
import { readTemplate } from './rules/template.ts';
import { textOf } from './rules/values.ts';

function resource(component: string, id: string) {
  const path = `templates/environment/${component}.yaml`;
  const found = readTemplate(path, readFileSync(path, 'utf8')).resources.find((other) => other.id === id);
  if (found === undefined) throw new Error(`${path} has no ${id}`);
  return found;
}

it('a user cannot choose the address that requests are counted for', () => {
  const [code] = resource('cdn', 'ViewerAddress').at('FunctionCode').map(textOf);
  const handler = new Script(`${code}; handler`).runInNewContext() as (event: object) => { headers: object };
  const said = { 'x-viewer-address': { value: '198.51.100.1' }, 'x-forwarded-for': { value: '198.51.100.1' } };
  const { headers } = handler({ request: { headers: said }, viewer: { ip: '203.0.113.9' } });
  expect(headers).toMatchObject({ 'x-viewer-address': { value: '203.0.113.9' } });
  const cdn = resource('cdn', 'Distribution');
  const everywhere = [
    ...cdn.at('DistributionConfig', 'DefaultCacheBehavior', 'FunctionAssociations', 'EventType'),
    ...cdn.at('DistributionConfig', 'CacheBehaviors', 'FunctionAssociations', 'EventType'),
  ];
  expect(everywhere.filter((type) => type !== undefined)).toEqual(['viewer-request', 'viewer-request']);
});

it('behind a CDN the firewall believes its header only, and counts who comes past it for the connection', () => {
  const rates = resource('firewall', 'WebAcl')
    .at('Rules', 'Statement', 'RateBasedStatement')
    .filter(isRecord)
    .map(({ AggregateKeyType, ScopeDownStatement }) => [AggregateKeyType, JSON.stringify(ScopeDownStatement)]);
  expect(rates).toEqual([
    [{ 'Fn::If': ['IsBehindCdn', 'FORWARDED_IP', 'IP'] }, expect.stringContaining('x-cdn-pass')],
    ['IP', expect.stringMatching(/^\{"NotStatement".*x-cdn-pass/)],
  ]);
  expect(resource('firewall', 'Logging').at('RedactedFields', 'SingleHeader', 'Name')).toContain('x-cdn-pass');
});
