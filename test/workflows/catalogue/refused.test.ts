import { expect, test } from 'vitest';
import type { Stage } from '../harness.ts';
import { stageOfFile } from '../stage-of-file.ts';

const DEV = '/environments/dev';
const TEST = '/environments/test';
const SHOP = `${DEV}/applications/shop`;
const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-Ab1cd2';

const CERTIFICATE = 'arn:aws:acm:us-east-1:000000000000:certificate/11111111-2222-3333-4444-555555555555';

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
  },
  { with: 'base-and-dev' },
);

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly pointer: string;
}

/** Sends what has to be refused at once: a problem that names the place, and no operation. */
async function refused(path: string, body: object): Promise<Refusal & { readonly detail: string }> {
  const before = await operations();
  const answer = await stage.send('PUT', path, { body });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(await operations()).toEqual(before);
  const { status, code, detail, errors } = answer.body;
  return { status, code, detail, pointer: errors?.[0]?.pointer };
}

async function operations(): Promise<readonly string[]> {
  const { body } = await stage.send('GET', '/operations');
  return body.items.map(({ id }: { id: string }) => id);
}

const environment = (components: object) => ({ components });
const uses = (...names: string[]) => ({ uses: names });

test.each<[string, string, object, Refusal]>([
  [
    'a parameter of the wrong type',
    TEST,
    environment({ 'load-balancer': { IdleTimeoutSeconds: 'long' } }),
    { status: 400, code: 'InvalidParameter', pointer: '/components/load-balancer/IdleTimeoutSeconds' },
  ],
  [
    'a value that its pattern refuses',
    TEST,
    environment({ egress: { NatImage: 'al2023' } }),
    { status: 400, code: 'InvalidParameter', pointer: '/components/egress/NatImage' },
  ],
  [
    'endpoints that are none, which would leave tasks without a way to their images',
    TEST,
    environment({ egress: { Kind: 'endpoints', Endpoints: [] } }),
    { status: 400, code: 'InvalidParameter', pointer: '/components/egress/Endpoints' },
  ],
  [
    'an endpoint that is named twice',
    TEST,
    environment({ egress: { Kind: 'endpoints', Endpoints: ['logs', 'logs'] } }),
    { status: 400, code: 'InvalidParameter', pointer: '/components/egress/Endpoints' },
  ],
  [
    'a value that stands in no list',
    TEST,
    environment({ egress: { Kind: 'satellite' } }),
    { status: 400, code: 'InvalidParameter', pointer: '/components/egress/Kind' },
  ],
  [
    'a value that is out of bounds',
    TEST,
    environment({ network: { TestPort: 80 } }),
    { status: 400, code: 'InvalidParameter', pointer: '/components/network/TestPort' },
  ],
  [
    'CloudFront before a load balancer that it cannot reach',
    TEST,
    environment({ 'load-balancer': { Scheme: 'internal' }, cdn: {} }),
    { status: 400, code: 'InvalidParameter', pointer: '/components/cdn' },
  ],
  [
    'a value between two steps',
    TEST,
    environment({ aurora: { CapacityMin: 0.3 } }),
    { status: 400, code: 'InvalidParameter', pointer: '/components/aurora/CapacityMin' },
  ],
  [
    'storage that has no tenth to grow by',
    TEST,
    environment({ mysql: { StorageGib: 95, StorageGibMax: 100 } }),
    { status: 400, code: 'InvalidParameter', pointer: '/components/mysql/StorageGibMax' },
  ],
  [
    'files that are kept for longer than they may be',
    SHOP,
    { type: 'static', components: { 'static-site': { MaxSeconds: 60 } } },
    { status: 400, code: 'InvalidParameter', pointer: '/components/static-site/MaxSeconds' },
  ],
  [
    'a host name of a site where there is no domain',
    SHOP,
    { type: 'static', route: { host: 'www.example.com' } },
    { status: 400, code: 'InvalidRequest', pointer: '/route/host' },
  ],
  [
    'a certificate of another region',
    TEST,
    environment({ 'load-balancer': { CertificateArn: CERTIFICATE } }),
    { status: 400, code: 'InvalidParameter', pointer: '/components/load-balancer/CertificateArn' },
  ],
  [
    'a schedule that is none',
    '/base',
    { applications: ['shop'], ...environment({ 'build-images': { Schedule: 'cron(x)' } }) },
    { status: 400, code: 'InvalidParameter', pointer: '/components/build-images/Schedule' },
  ],
  [
    'busy hours that never come',
    SHOP,
    { components: { task: { BusyFrom: 'cron(0 25 ? * MON-FRI *)' } } },
    { status: 400, code: 'InvalidParameter', pointer: '/components/task/BusyFrom' },
  ],
  [
    'a parameter that the platform fills in',
    SHOP,
    { components: { service: { SecretArns: [ARN] } } },
    { status: 400, code: 'InvalidParameter', pointer: '/components/service/SecretArns' },
  ],
  [
    'a component of another layer',
    TEST,
    environment({ service: {} }),
    { status: 400, code: 'UnknownComponent', pointer: '/components/service' },
  ],
  ['a use of what nobody offers', SHOP, uses('oracle'), { status: 400, code: 'UnknownComponent', pointer: '/uses/0' }],
  ['a use of what gives nothing', SHOP, uses('network'), { status: 400, code: 'UnknownComponent', pointer: '/uses/0' }],
  [
    'a use of what the environment lacks',
    SHOP,
    uses('mysql'),
    { status: 409, code: 'ParentNotReady', pointer: '/uses/0' },
  ],
  [
    'uses of which each brings a security group, one too many',
    SHOP,
    uses('mysql', 'postgres', 'redis', 'memcached'),
    { status: 400, code: 'InvalidRequest', pointer: '/uses/3' },
  ],
  [
    'a variable that what it uses gives already',
    SHOP,
    { ...uses('mysql'), variables: { MYSQL_HOST: 'localhost' } },
    { status: 400, code: 'InvalidRequest', pointer: '/variables/MYSQL_HOST' },
  ],
  [
    'a secret that the platform sets',
    SHOP,
    { secrets: { KMS_MASTER_KEY: ARN } },
    { status: 400, code: 'InvalidRequest', pointer: '/secrets/KMS_MASTER_KEY' },
  ],
  ['a job that says not when', SHOP, { type: 'job' }, { status: 400, code: 'InvalidRequest', pointer: '/schedule' }],
  [
    'a schedule of what is no job',
    SHOP,
    { schedule: 'rate(1 hour)' },
    { status: 400, code: 'InvalidRequest', pointer: '/schedule' },
  ],
  [
    'a domain that nothing delegates',
    TEST,
    { domain: 'test.example.com' },
    { status: 409, code: 'ParentNotReady', pointer: '/domain' },
  ],
  [
    'a domain whose parent zone is not there',
    TEST,
    { domain: 'test.example.com', ...environment({ domain: { ParentZoneId: 'Z0123456789' } }) },
    { status: 400, code: 'InvalidParameter', pointer: '/components/domain/ParentZoneId' },
  ],
  [
    'a component whose parameters its own rules refuse together',
    '/base',
    { applications: ['shop'], ...environment({ 'cdn-keys': {} }) },
    { status: 400, code: 'InvalidParameter', pointer: '/components/cdn-keys' },
  ],
  [
    'a network of somebody else that is not named',
    TEST,
    environment({ external: {} }),
    { status: 400, code: 'InvalidParameter', pointer: '/components/external' },
  ],
  [
    'a network of somebody else without its subnets',
    TEST,
    environment({ external: { VpcId: 'vpc-0123456789abcdef0' } }),
    { status: 400, code: 'InvalidParameter', pointer: '/components/external/VpcId' },
  ],
  [
    'a table whose two keys have one name',
    SHOP,
    { components: { table: { PartitionKey: 'id', SortKey: 'id' } } },
    { status: 400, code: 'InvalidParameter', pointer: '/components/table' },
  ],
  [
    "a database on a server that the environment lacks, by the template's rule",
    SHOP,
    { components: { database: { Engine: 'mysql' } } },
    { status: 400, code: 'InvalidParameter', pointer: '/components/database/Engine' },
  ],
  [
    'tasks on machines that the environment lacks',
    SHOP,
    { components: { task: { RunsOn: 'hosts' } } },
    { status: 400, code: 'InvalidParameter', pointer: '/components/task/RunsOn' },
  ],
  [
    'a component that needs a domain where there is none',
    TEST,
    environment({ domain: { ParentZoneId: 'Z0123456789' } }),
    { status: 400, code: 'MissingParameter', pointer: '/domain' },
  ],
])('%s is refused before anything starts', async (_, path, body, expected) => {
  await stage.drive(async () => {
    expect(await refused(path, body)).toMatchObject(expected);
  });
});

test('a network that overlaps another one is refused, and the other one is named', () =>
  stage.drive(async () => {
    const scopeState = await stage.state.readScopeState('environments/dev');
    const problem = await refused(
      TEST,
      environment({ network: { Cidr: scopeState?.stacks.network?.parameters.Cidr } }),
    );
    expect(problem).toMatchObject({ status: 409, code: 'CidrOverlap', pointer: '/components/network/Cidr' });
    expect(problem.detail).toContain('environments/dev');
  }));

test('a plan of what would be refused is refused too', () =>
  stage.drive(async () => {
    expect(await refused(`${SHOP}?plan=true`, uses('mysql'))).toMatchObject({ status: 409, pointer: '/uses/0' });
  }));

test('the 51st application of an environment is refused while one without rules still fits', () =>
  stage.drive(async () => {
    const parent = 'environments/dev';
    for (let n = 1; n <= 50; n++) {
      const claim = { parent, kind: 'priority' as const, key: `priority/${n}`, value: String(n), standing: true };
      await stage.state.putClaim({ ...claim, scope: `${parent}/applications/app${n}`, operationId: 'op_0' });
    }
    const problem = await refused(SHOP, {});
    expect(problem).toMatchObject({ status: 409, code: 'QuotaExceeded', pointer: '/application' });
    expect(problem.detail).toContain('50 applications');
    const { status } = await stage.send('PUT', `${SHOP}?plan=true`, { body: { type: 'worker' } });
    expect(status).toBe(202);
  }));
