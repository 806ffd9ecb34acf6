import { describe, expect, it } from 'vitest';
import type { ScopeState } from '../../../src/core/entities.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import { containerEnvironment } from '../../../src/core/plan/container-environment.ts';
import type { Placement } from '../../../src/core/plan/placement.ts';
import { isKnown, type PlannedStack } from '../../../src/core/plan/plan.ts';
import { planProvision } from '../../../src/core/plan/plan-provision.ts';
import { planRetire } from '../../../src/core/plan/plan-retire.ts';
import { ApplicationSpec } from '../../../src/core/spec/application-spec.ts';
import { wantedComponents } from '../../../src/core/spec/wanted-components.ts';
import { stackRecord } from '../../builders.ts';
import { catalogueOf } from '../templates.ts';
import { now } from './planning.ts';

const list = { Type: 'CommaDelimitedList', Default: '' };
const catalogue = catalogueOf({
  mysql: {
    outputs: ['MysqlHost', 'MysqlGroup', 'MysqlSecretArn'],
    provides: {
      SecurityGroup: 'MysqlGroup',
      Variables: { MYSQL_HOST: 'MysqlHost' },
      Secrets: { MYSQL_USER: 'MysqlSecretArn.username', MYSQL_PASSWORD: 'MysqlSecretArn.password' },
    },
  },
  redis: { outputs: ['RedisGroup'], provides: { SecurityGroup: 'RedisGroup' } },
  service: { layer: 'application', parameters: { PolicyArns: list, SecretArns: list, ClientSecurityGroups: list } },
  bucket: {
    layer: 'application',
    outputs: ['BucketPolicyArn', 'TokenArn'],
    provides: { Policy: 'BucketPolicyArn', Secrets: { TOKEN: 'TokenArn' } },
  },
  task: { layer: 'release', requires: ['service'] },
});

const placement: Placement = {
  scope: { layer: 'application', environment: 'dev', application: 'shop' },
  target: { account: '111122223333', region: 'eu-west-1' },
  platform: {},
  tags: {},
  mode: 'standard',
};
const environment: ScopeState = {
  ...newScopeState('environments/dev', now),
  stacks: {
    mysql: stackRecord({
      component: 'mysql',
      outputs: { MysqlHost: 'db.local', MysqlGroup: 'sg-1', MysqlSecretArn: 'arn:secret' },
    }),
    redis: stackRecord({ component: 'redis', outputs: { RedisGroup: 'sg-2' } }),
  },
};

function plan(body: object, scopeStates: readonly ScopeState[] = [environment]): readonly PlannedStack[] {
  const spec = ApplicationSpec.parse(body);
  const wanted = wantedComponents({ layer: 'application', spec }, catalogue).map((one) => ({ ...one, placement }));
  const request = { operationId: 'op_1', installation: 'plinth', catalogue, wanted, placement, scopeState: undefined };
  return planProvision({ ...request, scopeStates, allow: [] });
}

const service = (body: object, scopeStates?: readonly ScopeState[]) =>
  plan(body, scopeStates).find(({ stackKey }) => stackKey === 'service');

describe('an application that uses components of its environment', () => {
  it('is given their groups and secrets, each secret once, beside those that its spec names', () => {
    const own = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:mine';
    expect(service({ uses: ['mysql', 'redis'], secrets: { KEY: `${own}:field::` } })?.parameters).toEqual({
      ClientSecurityGroups: { value: 'sg-1,sg-2' },
      PolicyArns: { value: '' },
      SecretArns: { value: `${own},arn:secret` },
    });
  });

  it('says that a stack of before its template gave anything has to be brought up to date', () => {
    const old = { ...environment, stacks: { mysql: stackRecord({ component: 'mysql' }) } };
    expect(() => service({ uses: ['mysql'] }, [old])).toThrow(
      expect.objectContaining({ code: 'ParentNotReady', message: expect.stringContaining('no output MysqlGroup yet') }),
    );
  });
});

describe('an application with components of its own that give', () => {
  it('waits for them, and has a list that is joined once they stand', () => {
    const planned = service({ uses: ['mysql'], components: { bucket: {} } });
    expect(planned).toMatchObject({
      requires: ['bucket'],
      parameters: {
        PolicyArns: { list: [{ from: { component: 'bucket', output: 'BucketPolicyArn' } }] },
        SecretArns: { list: [{ value: 'arn:secret' }, { from: { component: 'bucket', output: 'TokenArn' } }] },
      },
    });
    expect(Object.values(planned?.parameters ?? {}).map(isKnown)).toEqual([false, false, true]);
  });

  it('loses what they gave when it is retired before they are deleted', () => {
    const scopeState = {
      ...newScopeState('environments/dev/applications/shop', now),
      stacks: { bucket: stackRecord({ component: 'bucket' }), service: stackRecord({ component: 'service' }) },
    };
    const retired = { catalogue, placement, scopeState, children: [], repositories: [], protected: false, allow: [] };
    expect(planRetire({ ...retired, data: 'keep' }).map(({ stackKey }) => stackKey)).toEqual(['service', 'bucket']);
  });

  it('has its stacks deleted with their data only when the request says so', () => {
    const stacks = { bucket: stackRecord({ component: 'bucket', data: true }) };
    const scopeState = { ...newScopeState('environments/dev/applications/shop', now), stacks };
    const retired = { catalogue, placement, scopeState, children: [], repositories: [], protected: false };
    expect(planRetire({ ...retired, data: 'keep' })).toMatchObject([{ action: 'keep', allowed: false }]);
    expect(planRetire({ ...retired, data: 'delete' })).toMatchObject([{ action: 'delete', allowed: true }]);
    expect(planRetire({ ...retired, scopeState: undefined, data: 'delete' })).toEqual([]);
  });
});

describe('a list of what is given', () => {
  it('names each item once', () => {
    const twice = {
      ONE: 'arn:aws:ssm:eu-west-1:111122223333:parameter/x',
      TWO: 'arn:aws:ssm:eu-west-1:111122223333:parameter/x',
    };
    expect(service({ secrets: twice })?.parameters.SecretArns).toEqual({ value: twice.ONE });
  });
});

describe('the containers of a release', () => {
  const spec = ApplicationSpec.parse({
    uses: ['mysql'],
    command: ['serve', '--quiet'],
    variables: { GREETING: 'hi' },
    secrets: { KEY: 'arn:aws:ssm:eu-west-1:111122223333:parameter/key' },
    components: { bucket: {} },
  });
  const shop = {
    ...newScopeState('environments/dev/applications/shop', now),
    stacks: { bucket: stackRecord({ component: 'bucket', outputs: { BucketPolicyArn: 'p', TokenArn: 'arn:token' } }) },
  };

  it('find what they are given beside what the spec says, and fields of secrets as ECS names them', () => {
    expect(containerEnvironment(spec, catalogue, [shop, environment])).toEqual({
      command: ['serve', '--quiet'],
      variables: { GREETING: 'hi', MYSQL_HOST: 'db.local' },
      secrets: {
        KEY: 'arn:aws:ssm:eu-west-1:111122223333:parameter/key',
        MYSQL_USER: 'arn:secret:username::',
        MYSQL_PASSWORD: 'arn:secret:password::',
        TOKEN: 'arn:token',
      },
    });
  });

  it('do not start without it', () => {
    expect(() => containerEnvironment(spec, catalogue, [environment])).toThrow(
      expect.objectContaining({ code: 'ParentNotReady', message: expect.stringContaining('`bucket`') }),
    );
  });
});
