import { describe, expect, it } from 'vitest';
import type { PlinthError } from '../../../src/core/errors.ts';
import { ApplicationSpec, smokeChecks } from '../../../src/core/spec/application-spec.ts';
import { parseBody } from '../../../src/core/spec/parse-body.ts';
import { ReleaseRequest } from '../../../src/core/spec/release-request.ts';
import { parseScopeSpec } from '../../../src/core/spec/scope-spec.ts';
import { wantedComponents } from '../../../src/core/spec/wanted-components.ts';
import { catalogueOf, smallCatalogue } from '../templates.ts';

function refusal(act: () => unknown): PlinthError {
  try {
    act();
  } catch (error) {
    return error as PlinthError;
  }
  throw new Error('nothing was refused');
}

const pointers = (act: () => unknown) => refusal(act).fields.map(({ pointer }) => pointer);
const application = (spec: object) => () => parseBody(ApplicationSpec, spec);
const environment = (spec: object) => () => parseScopeSpec('environment', spec);

const bulky = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`V${n}`, 'x'.repeat(4000)]));

describe('an application spec', () => {
  it('fills in what was left out', () => {
    expect(parseBody(ApplicationSpec, {})).toEqual({
      type: 'web',
      port: 8080,
      cpu: 256,
      memory: 512,
      count: { min: 1, max: 4, cpuPercent: 60 },
      health: {
        path: '/healthz',
        intervalSeconds: 5,
        timeoutSeconds: 4,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
        codes: '200-399',
        graceSeconds: 30,
        drainSeconds: 10,
      },
      route: { path: '/*' },
      variables: {},
      secrets: {},
      uses: [],
      components: {},
      mode: 'standard',
      release: {
        strategy: 'blue-green',
        approval: false,
        bakeSeconds: 60,
        keepStandbySeconds: 3600,
        steps: [],
      },
    });
  });

  it('takes what it answers: reading it again changes nothing', () => {
    const once = parseBody(ApplicationSpec, { count: { min: 6 }, health: { path: '/up' } });
    expect(parseBody(ApplicationSpec, once)).toEqual(once);
    expect(once.count.max).toBe(6);
    const moved = parseBody(ApplicationSpec, { ...once, health: { ...once.health, path: '/well' } });
    expect(smokeChecks(moved)).toEqual([{ path: '/well', status: 200 }]);
  });

  it('asks for the health path by default only where the load balancer sends it to the application', () => {
    const smoke = (spec: object) => smokeChecks(parseBody(ApplicationSpec, spec));
    expect(smoke({ route: { path: '/shop/*' } })).toEqual([]);
    expect(smoke({ route: { path: '/shop/*' }, health: { path: '/shop/up?deep=1' } })).toHaveLength(1);
    expect(smoke({ route: { host: 'shop.example.com' } })).toEqual([{ path: '/healthz', status: 200 }]);
  });

  it.each([
    ['an unknown field', { prot: 8080 }, '/prot'],
    ['an unknown field inside', { health: { url: '/' } }, '/health/url'],
    ['a port that is none', { port: 65_536 }, '/port'],
    ['cpu and memory that Fargate does not pair', { cpu: 256, memory: 4096 }, '/memory'],
    ['cpu that Fargate does not have', { cpu: 300 }, '/cpu'],
    ['memory that Fargate does not have beside it', { cpu: 512, memory: 700 }, '/memory'],
    ['more variables than a template has room for', { variables: bulky }, '/variables'],
    [
      'the main password of a database',
      { secrets: { DB: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-1-AbCdEf' } },
      '/secrets/DB',
    ],
    ['the same component twice', { uses: ['mysql', 'redis', 'mysql'] }, '/uses/2'],
    ['more at least than at most', { count: { min: 3, max: 2 } }, '/count/max'],
    ['a path without its slash', { health: { path: 'healthz' } }, '/health/path'],
    ['a path that climbs', { health: { path: '/../admin' } }, '/health/path'],
    ['a route of path and host', { route: { path: '/*', host: 'a.example.com' } }, '/route'],
    ['a host in look-alike letters', { route: { host: 'shоp.example.com' } }, '/route/host'],
    ['a variable in small letters', { variables: { greeting: 'hi' } }, '/variables/greeting'],
    ['a dynamic reference', { variables: { A: '{{resolve:ssm:x}}' } }, '/variables/A'],
    ['a control character', { variables: { A: 'a\u0000b' } }, '/variables/A'],
    ['a secret that is no ARN', { secrets: { A: 'hunter2' } }, '/secrets/A'],
    [
      'a secret that is a variable too',
      { variables: { A: '1' }, secrets: { A: 'arn:aws:ssm:eu-west-1:111122223333:parameter/a' } },
      '/secrets/A',
    ],
    [
      'steps that fall back',
      {
        release: {
          steps: [
            { percent: 50, seconds: 1 },
            { percent: 10, seconds: 1 },
          ],
        },
      },
      '/release/steps',
    ],
    ['an unknown type', { type: 'webb' }, '/type'],
    ['a web application without a task', { count: { min: 0 } }, '/count/min'],
    [
      'a watch of more than a day',
      { release: { strategy: 'canary', steps: [{ percent: 10, seconds: 86_400 }], bakeSeconds: 60 } },
      '/release/steps',
    ],
    ['a number as text', { port: '8080' }, '/port'],
  ])('refuses %s', (_, spec, pointer) => {
    expect(pointers(application(spec))).toEqual([pointer]);
  });

  it('refuses a body that is no object', () => {
    expect(refusal(() => parseBody(ApplicationSpec, 'web')).code).toBe('InvalidRequest');
    expect(refusal(() => parseBody(ApplicationSpec, null)).code).toBe('InvalidRequest');
  });
});

describe('a base or environment spec', () => {
  it.each([
    ['an account of eleven digits', { account: '11112222333' }, '/account'],
    ['a region that is none', { region: 'europe' }, '/region'],
    ['a reserved tag', { tags: { 'aws:x': '1' } }, '/tags/aws:x'],
    ['tags that IAM takes for one', { tags: { Cost: '1', cost: '2' } }, '/tags'],
    ['a tag beside the field of its name', { tags: { Owner: 'me' } }, '/tags'],
    ['a tag of Plinth', { tags: { 'plinth:scope': 'x' } }, '/tags/plinth:scope'],
    ['a time that is none', { expires: 'tomorrow' }, '/expires'],
    ['a component name that climbs', { components: { '../x': {} } }, '/components/..~1x'],
    ['a parameter that is an object', { components: { network: { Cidr: {} } } }, '/components/network/Cidr'],
  ])('refuses %s', (_, spec, pointer) => {
    expect(pointers(environment(spec))).toEqual([pointer]);
  });

  it('refuses more than forty tags', () => {
    const tags = Object.fromEntries(Array.from({ length: 41 }, (_, n) => [`tag${n}`, 'x']));
    expect(pointers(environment({ tags }))).toEqual(['/tags']);
  });

  it('refuses an application name with a hostile letter', () => {
    expect(pointers(() => parseScopeSpec('base', { applications: ['hello', 'hеllo'] }))).toEqual(['/applications/1']);
    expect(pointers(() => parseScopeSpec('base', { applications: ['shop', 'shop'] }))).toEqual(['/applications/1']);
  });
});

describe('a release request', () => {
  const digest = `sha256:${'0'.repeat(64)}`;

  it.each([
    { image: 'hello:2' },
    { image: `hello@${digest}` },
    { image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/hello:main-1` },
    { from: 'environments/test' },
  ])('takes %o', (request) => {
    expect(parseBody(ReleaseRequest, request)).toEqual(request);
  });

  it.each([
    ['no version', { image: 'hello' }],
    ['capital letters', { image: 'Hello:2' }],
    ['another registry', { image: 'docker.io/library/hello:2' }],
    ['a short digest', { image: 'hello@sha256:00' }],
    ['a line break', { image: 'hello:2\n' }],
    ['both', { image: 'hello:2', from: 'environments/test' }],
    ['neither', {}],
    ['a source that is no environment', { from: 'environments/test/applications/shop' }],
  ])('refuses %s', (_, request) => {
    expect(refusal(() => parseBody(ReleaseRequest, request)).code).toBe('InvalidRequest');
  });
});

describe('the components of a scope', () => {
  const wanted = (layer: 'base' | 'environment' | 'application', spec: object) =>
    wantedComponents(parseScopeSpec(layer, spec), smallCatalogue);
  const names = (layer: 'base' | 'environment' | 'application', spec: object) =>
    wanted(layer, spec).map(({ component }) => component.name);

  it('are those that the layer always has and those that the spec adds', () => {
    expect(names('base', {})).toEqual(['keys', 'logs', 'buckets', 'repository', 'alerts']);
    expect(names('environment', { components: { mysql: {} } })).toEqual([
      'network',
      'egress',
      'cluster',
      'load-balancer',
      'mysql',
    ]);
    expect(names('application', { components: { bucket: {} } })).toEqual(['service', 'bucket']);
  });

  it('take their parameters from the spec, as text', () => {
    const [network] = wanted('environment', { components: { network: { Zones: 3 } } });
    expect(network?.values).toEqual({ Zones: '3' });
    const [service] = wanted('application', { port: 9000 });
    expect(service?.values).toMatchObject({ Port: '9000', HealthPath: '/healthz', RoutePath: '/*' });
  });

  it.each([
    [
      'a component that nobody offers',
      'environment',
      { components: { oracle: {} } },
      'UnknownComponent /components/oracle',
    ],
    ['a component of another layer', 'environment', { components: { keys: {} } }, 'UnknownComponent /components/keys'],
    ['a type that nobody offers', 'application', { type: 'worker' }, 'UnknownComponent /type'],
    ['a use that nobody offers', 'application', { uses: ['oracle'] }, 'UnknownComponent /uses/0'],
    [
      'a value that the template refuses',
      'environment',
      { components: { network: { Zones: 4 } } },
      'InvalidParameter /components/network/Zones',
    ],
    [
      'an unknown parameter',
      'environment',
      { components: { egress: { Size: 4 } } },
      'InvalidParameter /components/egress/Size',
    ],
    [
      "a required component's output",
      'environment',
      { components: { egress: { VpcId: 'vpc-1' } } },
      'InvalidParameter /components/egress/VpcId',
    ],
    [
      'a parameter that the spec sets elsewhere',
      'application',
      { components: { service: { Port: 80 } } },
      'InvalidParameter /components/service/Port',
    ],
    [
      'a public range',
      'environment',
      { components: { network: { Cidr: '8.8.0.0/16' } } },
      'InvalidParameter /components/network/Cidr',
    ],
    [
      'a range with host bits',
      'environment',
      { components: { network: { Cidr: '10.1.2.3/16' } } },
      'InvalidParameter /components/network/Cidr',
    ],
    [
      'a range that is too small',
      'environment',
      { components: { network: { Cidr: '10.1.0.0/25' } } },
      'InvalidParameter /components/network/Cidr',
    ],
    [
      'a name that every object has',
      'environment',
      { components: { constructor: {} } },
      'UnknownComponent /components/constructor',
    ],
  ] as const)('refuse %s', (_, layer, spec, refused) => {
    const error = refusal(() => wanted(layer, spec));
    expect(`${error.code} ${error.fields[0]?.pointer}`).toBe(refused);
  });
});

it('says at once that a component which comes with a domain needs one', () => {
  const named = catalogueOf({
    ...{ network: {}, egress: {}, cluster: {}, 'load-balancer': {} },
    ...{ domain: {}, https: { requires: ['domain'] } },
  });
  const spec = parseScopeSpec('environment', { components: { https: {} } });
  const refused = refusal(() => wantedComponents(spec, named));
  expect(refused.fields).toEqual([
    { pointer: '/domain', message: '`https` requires `domain`; set `domain`, which adds it' },
  ]);
});
