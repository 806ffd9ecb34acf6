import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { describe, expect, test } from 'vitest';
import type { Answer, SentRequest, Stage } from './harness.ts';
import { push } from './images.ts';
import { checkInvariants } from './invariants.ts';
import { provideLive } from './scenes.ts';
import { stageOfFile } from './stage-of-file.ts';

const DEV = '/environments/dev';
const HELLO = `${DEV}/applications/hello`;
/** A template would fill it in. */
const SUBSTITUTION = decodeURIComponent('%24%7BAWS::AccountId%7D');

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
    await provideLive(stage, HELLO.slice(1));
  },
  { with: 'base-and-dev' },
);

/** Everything that a refused request must leave as it is. */
async function world(): Promise<unknown> {
  const { Stacks = [] } = await new CloudFormationClient(stage.aws).send(new DescribeStacksCommand({}));
  const paths = ['/operations', '/base', '/environments', HELLO, `${HELLO}/releases`];
  const answers = await Promise.all(paths.map((path) => stage.send('GET', path)));
  return [
    answers.map(({ body }) => body),
    Stacks.map(({ StackId, StackStatus, LastUpdatedTime }) => [StackId, StackStatus, LastUpdatedTime]),
  ];
}

/** The world after the refused request before. What a test changes in between makes the next one fail: it forgets this. */
let lastSeen: unknown;

/** Sends a request that has to be refused, and sees to it that nothing came of it. */
async function refused(method: string, path: string, request: SentRequest = {}): Promise<Answer['body']> {
  const before = lastSeen ?? (await world());
  const answer = await stage.send(method, path, request);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.body.status).toBe(answer.status);
  expect(answer.body.title).toMatch(/\w/);
  expect(answer.body.detail).toMatch(/\w/);
  lastSeen = await world();
  expect(lastSeen).toEqual(before);
  return answer.body;
}

const letUsRefuse = (name: string, work: () => Promise<void>) => test(name, () => stage.drive(work));

describe('a body', () => {
  letUsRefuse('with an unknown field is refused, and the field is named', async () => {
    const problem = await refused('PUT', '/environments/prod', { body: { colour: 'red' } });
    expect(problem).toMatchObject({ status: 400, code: 'InvalidRequest' });
    expect(problem.errors).toEqual([{ pointer: '/colour', message: 'unknown field; remove it' }]);
  });

  letUsRefuse('with an unknown field deep inside is refused', async () => {
    const body = { release: { strategy: 'blue-green', bakeMinutes: 3 } };
    const problem = await refused('PUT', HELLO, { body });
    expect(problem).toMatchObject({
      status: 400,
      code: 'InvalidRequest',
      errors: [{ pointer: '/release/bakeMinutes' }],
    });
  });

  letUsRefuse('with a field of the wrong type is refused, and says which type it takes', async () => {
    const problem = await refused('PUT', HELLO, { body: { port: 'eighty', count: { min: 1.5 } } });
    expect(problem).toMatchObject({ status: 400, code: 'InvalidRequest' });
    expect(problem.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(['/count/min', '/port']);
  });

  letUsRefuse('that is no object is refused', async () => {
    expect(await refused('PUT', '/environments/prod', { body: [] })).toMatchObject({ code: 'InvalidRequest' });
    expect(await refused('PUT', '/environments/prod', { body: 'null' })).toMatchObject({ code: 'InvalidRequest' });
  });

  letUsRefuse('that is broken JSON is refused', async () => {
    const problem = await refused('PUT', '/environments/prod', { body: '{"owner": "team' });
    expect(problem).toMatchObject({ status: 400, code: 'InvalidRequest', errors: [{ message: 'send a JSON object' }] });
  });

  letUsRefuse('over the limit is refused, and the limit is named', async () => {
    const problem = await refused('PUT', '/environments/prod', { body: { owner: 'x'.repeat(65_536) } });
    expect(problem).toMatchObject({ status: 413, code: 'BodyTooLarge' });
    expect(problem.detail).toContain('65536');
  });

  letUsRefuse('that would be evaluated in a template is refused', async () => {
    const owner = await refused('PUT', '/environments/prod', { body: { owner: SUBSTITUTION } });
    expect(owner).toMatchObject({ status: 400, errors: [{ pointer: '/owner' }] });
    const variable = await refused('PUT', HELLO, { body: { variables: { KEY: '{{resolve:ssm:/secret}}' } } });
    expect(variable).toMatchObject({ status: 400, errors: [{ pointer: '/variables/KEY' }] });
  });

  letUsRefuse('with a component or a parameter that nobody knows is refused, and says what is known', async () => {
    const component = await refused('PUT', '/environments/prod', { body: { components: { netwrok: {} } } });
    expect(component).toMatchObject({ status: 400, code: 'UnknownComponent' });
    const body = { components: { network: { Cidre: '10.2.0.0/16' } } };
    const parameter = await refused('PUT', '/environments/prod', { body });
    expect(parameter).toMatchObject({ status: 400, code: 'InvalidParameter' });
    expect(parameter.detail).toContain('use one of Cidr');
  });
});

describe('a name', () => {
  const hostile = {
    'that climbs out of its path': '..%2F..%2Fbase',
    'that a template would fill in': '%24%7BAWS%3A%3AAccountId%7D',
    'with a Cyrillic letter that looks Latin': 'pr%D0%BEd',
    'with a full-width letter': '%EF%BD%90rod',
    'with a dotless i': 'pr%C4%B1d',
    'with a zero-width space': 'pro%E2%80%8Bd',
    'with a null character': 'prod%00',
    'with a line break': 'prod%0A',
    'with capital letters': 'Prod',
    'with the separator of stack names': 'prod--hello',
    'of every object': '__proto__',
    'of 21 letters': 'abcdefghijklmnopqrstu',
  };
  for (const [what, name] of Object.entries(hostile)) {
    letUsRefuse(`${what} is refused`, async () => {
      const environment = await refused('PUT', `/environments/${name}`, { body: {} });
      expect(environment).toMatchObject({ status: 400, code: 'InvalidRequest', errors: [{ pointer: '/environment' }] });
      const application = await refused('PUT', `${DEV}/applications/${name}`, { body: {} });
      expect(application).toMatchObject({ status: 400, code: 'InvalidRequest', errors: [{ pointer: '/application' }] });
    });
  }
});

describe('a network', () => {
  letUsRefuse('that overlaps the one of another environment is refused, and names it', async () => {
    const { stacks } = await stage.state.readScopeState('environments/dev').then((scopeState) => scopeState!);
    const taken = stacks.network?.parameters.Cidr ?? '';
    const body = { components: { network: { Cidr: taken.replace('0.0/16', '128.0/17') } } };
    const problem = await refused('PUT', '/environments/prod', { body });
    expect(problem).toMatchObject({ status: 409, code: 'CidrOverlap' });
    expect(problem.errors).toMatchObject([{ pointer: '/components/network/Cidr' }]);
    expect(problem.detail).toContain('environments/dev');
  });

  letUsRefuse('that is no network is refused', async () => {
    for (const Cidr of ['10.2.0.0/33', '10.2.0.1/16', '300.2.0.0/16', '10.2.0.0', 'fd00::/8']) {
      const problem = await refused('PUT', '/environments/prod', { body: { components: { network: { Cidr } } } });
      expect(problem).toMatchObject({ status: 400, errors: [{ pointer: '/components/network/Cidr' }] });
    }
  });

  letUsRefuse('that would have to move is refused', async () => {
    const problem = await refused('PUT', DEV, { body: { components: { network: { Cidr: '10.77.0.0/16' } } } });
    expect(problem).toMatchObject({ status: 400, code: 'InvalidParameter' });
    expect(problem.detail).toContain('retire the environment with its data first');
  });
});

describe('a release', () => {
  letUsRefuse('of a tag that nobody pushed is refused', async () => {
    const problem = await refused('POST', `${HELLO}/releases`, { body: { image: 'hello:9' } });
    expect(problem).toMatchObject({ status: 404, code: 'ImageNotFound' });
    expect(problem.detail).toContain('repository `hello` has no image 9');
  });

  letUsRefuse('of a digest or from a repository that is not there is refused', async () => {
    const digest = `hello@sha256:${'0'.repeat(64)}`;
    for (const image of [digest, 'elsewhere:1']) {
      const problem = await refused('POST', `${HELLO}/releases`, { body: { image } });
      expect(problem).toMatchObject({ status: 404, code: 'ImageNotFound' });
    }
  });

  letUsRefuse('of an image that is elsewhere is refused, for no task may pull it', async () => {
    for (const registry of ['999988887777.dkr.ecr.eu-west-1', '000000000000.dkr.ecr.ap-south-1']) {
      const body = { image: `${registry}.amazonaws.com/hello:1` };
      const problem = await refused('POST', `${HELLO}/releases`, { body });
      expect(problem).toMatchObject({ status: 400, code: 'InvalidRequest', errors: [{ pointer: '/image' }] });
    }
  });

  letUsRefuse('of what names no version is refused', async () => {
    for (const image of ['hello', '../hello:1', 'docker.io/library/nginx:1', 'hello:1 ', `${SUBSTITUTION}:1`]) {
      const problem = await refused('POST', `${HELLO}/releases`, { body: { image } });
      expect(problem).toMatchObject({ status: 400, code: 'InvalidRequest', errors: [{ pointer: '/image' }] });
    }
  });

  letUsRefuse('into an application or an environment that is not there is refused', async () => {
    const body = { image: 'hello:1' };
    const nowhere = await refused('POST', '/environments/nowhere/applications/hello/releases', { body });
    expect(nowhere).toMatchObject({ status: 404, code: 'NotFound' });
    const nobody = await refused('POST', `${DEV}/applications/nobody/releases`, { body });
    expect(nobody).toMatchObject({ status: 404, code: 'NotFound' });
    expect(await stage.state.readScopeState('environments/nowhere')).toBeUndefined();
  });

  letUsRefuse('to promote where nothing is live is refused', async () => {
    const problem = await refused('POST', `${HELLO}/releases`, { body: { from: 'environments/test' } });
    expect(problem).toMatchObject({ status: 404, code: 'ReleaseNotFound' });
  });

  letUsRefuse('that was never there can neither be toggled, nor rolled back to, nor approved', async () => {
    for (const act of ['toggle', 'rollback']) {
      const problem = await refused('POST', `${HELLO}/releases/7/${act}`, { body: {} });
      expect(problem).toMatchObject({ status: 404, code: 'ReleaseNotFound' });
    }
    const approval = await refused('POST', `${HELLO}/releases/1/approval`, { body: { approved: true } });
    expect(approval).toMatchObject({ status: 404, code: 'NotFound' });
    expect(await refused('POST', `${HELLO}/rollback`, { body: {} })).toMatchObject({ code: 'NothingToRollBack' });
  });
});

describe('a precondition', () => {
  letUsRefuse('that is stale is refused with 412', async () => {
    const headers = { 'if-match': '"7"' };
    const problem = await refused('PUT', DEV, { body: { owner: 'team-b' }, headers });
    expect(problem).toMatchObject({ status: 412, code: 'StaleVersion' });
    expect(problem.detail).toMatch(/version \d, not 7/);
  });

  letUsRefuse('that is stale keeps a scope from being retired', async () => {
    const problem = await refused('DELETE', HELLO, { headers: { 'if-match': '"7"' } });
    expect(problem).toMatchObject({ status: 412, code: 'StaleVersion' });
  });

  letUsRefuse('that is no ETag is refused with 412', async () => {
    const problem = await refused('PUT', DEV, { body: {}, headers: { 'if-match': 'W/"x"' } });
    expect(problem).toMatchObject({ status: 412, code: 'StaleVersion' });
  });
});

describe('what stands in the way', () => {
  letUsRefuse('an environment with an application is not retired, nor a base with an environment', async () => {
    const environment = await refused('DELETE', DEV);
    expect(environment).toMatchObject({
      status: 409,
      code: 'ScopeNotEmpty',
      scopes: ['environments/dev/applications/hello'],
    });
    expect(await refused('DELETE', '/base')).toMatchObject({ status: 409, code: 'ScopeNotEmpty' });
  });

  letUsRefuse("data is not deleted without the scope's name typed again", async () => {
    const problem = await refused('DELETE', `${HELLO}?data=delete`);
    expect(problem).toMatchObject({ status: 400, code: 'InvalidRequest', errors: [{ pointer: '/confirm' }] });
    expect(await refused('DELETE', `${HELLO}?data=delete&confirm=dev`)).toMatchObject({ code: 'InvalidRequest' });
  });

  letUsRefuse('what is not there is neither retired nor a parent', async () => {
    expect(await refused('DELETE', '/environments/nowhere')).toMatchObject({ status: 404, code: 'NotFound' });
    const problem = await refused('PUT', '/environments/nowhere/applications/hello', { body: {} });
    expect(problem).toMatchObject({ status: 409, code: 'ParentNotReady' });
  });

  letUsRefuse('a method, a path or a query that does not exist is refused', async () => {
    expect(await refused('PATCH', DEV, { body: {} })).toMatchObject({ status: 405, code: 'MethodNotAllowed' });
    expect(await refused('GET', '/environment/dev')).toMatchObject({ status: 404, code: 'NotFound' });
    expect(await refused('PUT', `${DEV}?paln=true`, { body: {} })).toMatchObject({
      status: 400,
      code: 'InvalidRequest',
    });
    expect(await refused('PUT', `${DEV}?plan=maybe`, { body: {} })).toMatchObject({ errors: [{ pointer: '/plan' }] });
  });
});

describe('an idempotency key', () => {
  const key = { 'idempotency-key': '6f1c2a34-0000-4000-8000-2b1d5d3a9c11' };

  test('with the same body is the same operation, and with another body a problem', () =>
    stage.drive(async () => {
      await push(stage, 'hello', { tag: 'keyed', version: '3' });
      const request = { body: { image: 'hello:keyed' }, headers: key };
      const first = await stage.send('POST', `${HELLO}/releases`, request);
      expect((await stage.ended(first.body.id)).status).toBe('succeeded');
      const again = await stage.send('POST', `${HELLO}/releases`, request);
      expect([again.status, again.body.id]).toEqual([202, first.body.id]);
      lastSeen = undefined;
      const other = await refused('POST', `${HELLO}/releases`, { body: { image: 'hello:1' }, headers: key });
      expect(other).toMatchObject({
        status: 422,
        code: 'IdempotencyConflict',
        operation: `/v1/operations/${first.body.id}`,
      });
      await checkInvariants(stage);
    }));

  letUsRefuse('that no header can carry is refused', async () => {
    const long = { 'idempotency-key': 'k'.repeat(256) };
    expect(await refused('PUT', DEV, { body: {}, headers: long })).toMatchObject({
      errors: [{ pointer: '/idempotency-key' }],
    });
  });
});

test('a second operation on a locked scope is refused, names the holder, and disturbs nothing', () =>
  stage.drive(async () => {
    const { id } = await stage.accept('PUT', DEV, { owner: 'team-b' });
    const environment = await stage.send('PUT', DEV, { body: { owner: 'team-c' } });
    const release = await stage.send('POST', `${HELLO}/releases`, { body: { image: 'hello:2' } });
    for (const { status, headers, body } of [environment, release]) {
      expect([status, headers.get('content-type')]).toEqual([409, 'application/problem+json']);
      expect(body).toMatchObject({
        code: 'ScopeLocked',
        holder: { operationId: id },
        operation: `/v1/operations/${id}`,
      });
    }
    expect((await stage.ended(id)).status).toBe('succeeded');
    expect((await stage.send('GET', DEV)).body.spec.owner).toBe('team-b');
    const { items } = (await stage.send('GET', '/operations')).body;
    expect(items.filter((operation: { done: boolean }) => !operation.done)).toEqual([]);
    await checkInvariants(stage);
  }));
