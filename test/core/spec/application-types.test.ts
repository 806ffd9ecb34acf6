import { describe, expect, it } from 'vitest';
import type { PlinthError } from '../../../src/core/errors.ts';
import { ApplicationSpec, smokeChecks } from '../../../src/core/spec/application-spec.ts';
import { parseBody } from '../../../src/core/spec/parse-body.ts';
import { releaseComponents, wantedComponents } from '../../../src/core/spec/wanted-components.ts';
import { catalogueOf } from '../templates.ts';

const application = { layer: 'application' };
const release = { layer: 'release' };
const group = (name: string) => ({ outputs: [`${name}Group`], provides: { SecurityGroup: `${name}Group` } });
const catalogue = catalogueOf({
  mysql: {
    outputs: ['MysqlGroup', 'MysqlHost', 'MysqlArn'],
    provides: {
      SecurityGroup: 'MysqlGroup',
      Variables: { DB_HOST: 'MysqlHost' },
      Secrets: { DB_PASSWORD: 'MysqlArn' },
    },
  },
  mail: { layer: 'base', outputs: ['MailPolicyArn'], provides: { Policy: 'MailPolicyArn' } },
  postgres: { outputs: ['PostgresHost'], provides: { Variables: { DB_HOST: 'PostgresHost' } } },
  redis: group('Redis'),
  memcached: group('Memcached'),
  search: group('Search'),
  files: { data: true },
  bucket: { ...application, outputs: ['BucketName'], provides: { Variables: { BUCKET: 'BucketName' } } },
  service: application,
  worker: { ...application, parameters: { Schedule: { Default: 'none' } } },
  job: { ...application, parameters: { Schedule: { Default: 'none' } } },
  'static-site': application,
  task: release,
  'job-task': { ...release, parameters: { Retries: { Type: 'Number', Default: 0 } } },
});

const parsed = (spec: object) => parseBody(ApplicationSpec, spec);
const wanted = (spec: object) => wantedComponents({ layer: 'application', spec: parsed(spec) }, catalogue);
const names = (spec: object) => wanted(spec).map(({ component }) => component.name);

/** Code and pointers of a refusal. */
function refused(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    const { code, fields } = error as PlinthError;
    return [code, ...fields.map(({ pointer }) => pointer)].join(' ');
  }
  throw new Error('nothing was refused');
}

describe('the type of an application', () => {
  it('says which component it always has, and what its releases are made of', () => {
    const released = (spec: object) =>
      releaseComponents(parsed(spec), catalogue).map(({ component }) => component.name);
    expect(names({})).toEqual(['service']);
    expect(released({})).toEqual(['task']);
    expect(names({ type: 'job', schedule: 'rate(1 hour)' })).toEqual(['job']);
    expect(released({ type: 'job', schedule: 'rate(1 hour)' })).toEqual(['job-task']);
    expect(names({ type: 'static' })).toEqual(['static-site']);
    expect(released({ type: 'static' })).toEqual([]);
  });

  it('without images is refused to wait for pushed ones', () => {
    const images = { release: { images: { tags: 'main-*' } } };
    expect(refused(() => parsed({ type: 'static', ...images }))).toBe('InvalidRequest /release/images');
    expect(refused(() => parsed({ type: 'instances', ...images }))).toBe('InvalidRequest /release/images');
  });

  it('leaves the main components of other types to them', () => {
    expect(refused(() => wanted({ components: { job: {} } }))).toBe('InvalidRequest /components/job');
  });

  it('that the catalogue does not offer, wholly or in part, is refused', () => {
    expect(refused(() => wanted({ type: 'instances' }))).toBe('UnknownComponent /type');
    expect(refused(() => wanted({ type: 'worker' }))).toBe('UnknownComponent /type');
  });

  it('lets a spec set parameters of its releases', () => {
    const job = { type: 'job', schedule: 'rate(1 hour)', components: { 'job-task': { Retries: 3 } } };
    expect(names(job)).toEqual(['job']);
    expect(releaseComponents(parsed(job), catalogue)[0]?.values).toMatchObject({
      Retries: '3',
      Schedule: 'rate(1 hour)',
    });
    expect(refused(() => wanted({ components: { 'job-task': {} } }))).toBe('UnknownComponent /components/job-task');
  });

  it('takes no health path for a smoke test of what nobody asks', () => {
    expect(smokeChecks(parsed({ type: 'worker' }))).toEqual([]);
    expect(smokeChecks(parsed({ type: 'instances' }))).toEqual([{ path: '/healthz', status: 200 }]);
  });

  it('may be read back with all its defaults', () => {
    const once = parsed({ type: 'job', schedule: 'cron(0 3 * * ? *)' });
    expect(parsed(once)).toEqual(once);
  });

  it.each([
    ['a job without a schedule', { type: 'job' }, '/schedule'],
    ['a schedule of what is no job', { schedule: 'rate(1 hour)' }, '/schedule'],
    ['a schedule that is none', { type: 'job', schedule: 'every hour' }, '/schedule'],
    ['a schedule that a template would fill in', { type: 'job', schedule: `rate(5 minutes)\${x}` }, '/schedule'],
    ['a route to a worker', { type: 'worker', route: { path: '/mail/*' } }, '/route'],
    ['the health of a job', { type: 'job', schedule: 'rate(1 hour)', health: { path: '/up' } }, '/health'],
    ['a command where there is no container', { type: 'static', command: ['serve'] }, '/command'],
    ['a port where nothing listens', { type: 'static', port: 9090 }, '/port'],
    ['a command that CloudFormation would fill in', { command: ['{{resolve:ssm:/x}}'] }, '/command'],
    ['a variable that the platform sets', { variables: { PORT: '80' } }, '/variables/PORT'],
    [
      'a secret that the platform sets',
      { secrets: { S3_BUCKET: 'arn:aws:ssm:eu-west-1:111122223333:parameter/b' } },
      '/secrets/S3_BUCKET',
    ],
  ])('refuses %s', (_, spec, pointer) => {
    expect(refused(() => parsed(spec))).toBe(`InvalidRequest ${pointer}`);
  });
});

describe('what an application is given', () => {
  it('comes from what it uses, and from its own components', () => {
    const [service, bucket] = wanted({ uses: ['mysql'], components: { bucket: {} } });
    expect(service?.uses).toEqual(['mysql', 'bucket']);
    expect(service?.secretArns).toEqual([]);
    expect(wanted({ uses: ['mail'] })[0]?.uses).toEqual(['mail']);
    expect(bucket).toMatchObject({ uses: [] });
    expect(bucket?.secretArns).toBeUndefined();
  });

  const arn = 'arn:aws:ssm:eu-west-1:111122223333:parameter/x';
  const many = Object.fromEntries(Array.from({ length: 70 }, (_, n) => [`SECRET_${n}`, `${arn}${n}`]));
  it.each([
    ['that nobody offers', { uses: ['oracle'] }, 'UnknownComponent /uses/0'],
    ['that gives nothing', { uses: ['redis', 'files'] }, 'UnknownComponent /uses/1'],
    ['that is of another layer', { uses: ['bucket'] }, 'UnknownComponent /uses/0'],
    [
      'as a variable that the spec has',
      { uses: ['mysql'], variables: { DB_HOST: 'x' } },
      'InvalidRequest /variables/DB_HOST',
    ],
    [
      'as a secret that the spec has',
      { uses: ['mysql'], secrets: { DB_HOST: arn } },
      'InvalidRequest /secrets/DB_HOST',
    ],
    [
      'as a variable where the spec has a secret',
      { uses: ['mysql'], variables: { DB_PASSWORD: 'x' } },
      'InvalidRequest /variables/DB_PASSWORD',
    ],
    ['under a name that another one gives too', { uses: ['mysql', 'postgres'] }, 'InvalidRequest /uses/1'],
    ['with a fourth security group', { uses: ['mysql', 'redis', 'memcached', 'search'] }, 'InvalidRequest /uses/3'],
    ['besides too many secrets', { secrets: many }, 'InvalidRequest /secrets'],
    [
      'by its own component, as a variable that the spec has',
      { components: { bucket: {} }, variables: { BUCKET: 'x' } },
      'InvalidRequest /variables/BUCKET',
    ],
  ])('is refused where it is something %s', (_, spec, expected) => {
    expect(refused(() => wanted(spec))).toBe(expected);
  });

  it('says what to do about one component too many', () => {
    const four = { uses: ['mysql', 'redis', 'memcached', 'search'] };
    expect(() => wanted(four)).toThrow('remove one, or use `search` in another application');
  });

  it('may come from any number of components that need no security group', () => {
    expect(() => wanted({ uses: ['mysql', 'redis', 'memcached'], components: { bucket: {} } })).not.toThrow();
  });
});
