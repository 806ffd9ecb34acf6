import { describe, expect, test } from 'vitest';
import { missingSecrets } from '../../../src/core/release/assert-secrets-exist.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { secretReference } from '../../../src/core/spec/secret-reference.ts';
import { application, begin, release, type World, world } from './fake-world.ts';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf';
const PARAMETER = 'arn:aws:ssm:eu-west-1:111122223333:parameter/shop/key';

describe('what a spec names as a secret', () => {
  test.each([
    [SECRET, SECRET, 'secret shop/db-AbCdEf'],
    [`${SECRET}:password::`, SECRET, 'secret shop/db-AbCdEf'],
    [PARAMETER, PARAMETER, 'parameter /shop/key'],
    [`${PARAMETER}:3`, PARAMETER, 'parameter /shop/key'],
  ])('%s is looked up as a whole', (arn, whole, title) => {
    expect(secretReference(arn)).toMatchObject({
      arn: whole,
      title,
      account: '111122223333',
      region: 'eu-west-1',
    });
  });
});

test('each missing secret is one sentence with everything that names it', () => {
  const named = [
    { ...secretReference(`${SECRET}:user::`), namedBy: 'secrets.USER' },
    { ...secretReference(`${SECRET}:password::`), namedBy: 'secrets.PASSWORD' },
    { ...secretReference(PARAMETER), namedBy: 'KEY of component vault' },
  ];
  const missing = [
    { arn: SECRET, reason: 'is scheduled for deletion' },
    { arn: PARAMETER, reason: 'does not exist' },
  ] as const;
  expect(missingSecrets(named, missing)).toEqual([
    'secret shop/db-AbCdEf is scheduled for deletion (secrets.USER, secrets.PASSWORD)',
    'parameter /shop/key does not exist (KEY of component vault)',
  ]);
  expect(missingSecrets(named, [])).toEqual([]);
});

describe('a release whose secret does not exist', () => {
  /** Release 1 is standby and release 2 live; the spec names a secret. What is missing can be changed. */
  async function withSecret(): Promise<World & { missing: string[]; asked: object[] }> {
    const missing: string[] = [];
    const asked: object[] = [];
    const here = await world();
    Object.assign(here.ports, {
      secrets: {
        missing: async (target: object, arns: readonly string[]) => {
          asked.push(target);
          return arns.filter((arn) => missing.includes(arn)).map((arn) => ({ arn, reason: 'does not exist' }));
        },
      },
    });
    await here.ports.state.updateSpec(application, (now) => ({
      ...now!,
      spec: { ...(now!.spec as object), secrets: { KEY: SECRET, OTHERS: PARAMETER.replace('1111', '9999') } },
    }));
    await release(here, 'op_1', 'hello:1');
    await release(here, 'op_2', 'hello:2');
    return Object.assign(here, { missing, asked });
  }

  test.each([
    ['release', { image: 'hello:3' }],
    ['rollback', { release: 1 }],
  ] as const)('is refused as a %s before anything leaves the slot', async (kind, request) => {
    const here = await withSecret();
    here.missing.push(SECRET);
    here.services.delete('hello-1');
    await begin(here, 'op_3', { kind, request });
    here.log.length = 0;
    await expect(resolve({ operationId: 'op_3' }, here.ports)).rejects.toMatchObject({
      code: 'SecretNotFound',
      message: 'secret shop/db-AbCdEf does not exist (secrets.KEY)',
    });
    expect(here.log).toEqual([]);
    expect(await here.ports.state.readRelease(application, 3)).toBeUndefined();
  });

  test('is looked up where it is, and in the account of the application alone', async () => {
    const { asked } = await withSecret();
    expect(asked[0]).toEqual({ account: '111122223333', region: 'eu-west-1' });
    expect(asked).toHaveLength(2);
  });
});
