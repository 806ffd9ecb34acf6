import { describe, expect, it } from 'vitest';
import { pipelineRequested } from '../../../src/core/events/pipeline-requested.ts';
import { endOperation } from '../../../src/core/operation/end-operation.ts';
import type { Pipelines } from '../../../src/core/ports/index.ts';
import { application, type World, world } from '../release/fake-world.ts';

/** What CodePipeline was told of each job, oldest first. */
type Answers = string[];

async function pipeline(): Promise<{ readonly here: World; readonly answers: Answers; ask: Ask }> {
  const here = await world();
  const answers: Answers = [];
  const pipelines: Pipelines = {
    proceed: async (job, token) => void answers.push(`${job} proceeds with ${token}`),
    succeed: async (job) => void answers.push(`${job} succeeded`),
    fail: async (job, reason) => void answers.push(`${job} failed: ${reason}`),
  };
  const ports = { ...here.ports, pipelines };
  const ask: Ask = (id, parameters, continuationToken) => {
    const UserParameters = typeof parameters === 'string' ? parameters : JSON.stringify(parameters);
    const data = {
      actionConfiguration: { configuration: { UserParameters } },
      ...(continuationToken && { continuationToken }),
    };
    return pipelineRequested({ 'CodePipeline.job': { id, data } }, ports);
  };
  return { here, answers, ask };
}

type Ask = (job: string, parameters: unknown, continuationToken?: string) => Promise<void>;

const wanted = { scope: application, image: 'hello:1' };

async function onlyOperation({ ports }: World): Promise<string> {
  const { items } = await ports.state.listOperations(undefined);
  expect(items).toHaveLength(1);
  return items[0]!.id;
}

describe('a job of a pipeline', () => {
  it('starts a release, and is not done before that has ended', async () => {
    const { here, answers, ask } = await pipeline();
    await ask('job-1', wanted);
    const id = await onlyOperation(here);
    expect(await here.ports.state.readOperation(id)).toMatchObject({
      kind: 'release',
      scope: application,
      trigger: 'pipeline-requested',
      request: { image: 'hello:1' },
    });
    await ask('job-2', wanted, `operation/${id}`);
    expect(answers).toEqual([`job-1 proceeds with operation/${id}`, `job-2 proceeds with operation/${id}`]);
    await endOperation(id, { status: 'succeeded', result: {} }, here.ports);
    await ask('job-3', wanted, `operation/${id}`);
    expect(answers.at(-1)).toBe('job-3 succeeded');
  });

  it('that names something twice is refused: a build exported the rest of the JSON', async () => {
    const { here, answers, ask } = await pipeline();
    await ask('job-1', `{"scope": "environments/dev/applications/toy", "image": "toy:1", "scope": "${application}"}`);
    expect(answers).toEqual([expect.stringContaining('has a key twice')]);
    expect((await here.ports.state.listOperations(undefined)).items).toEqual([]);
  });

  it('that comes twice starts nothing twice', async () => {
    const { here, ask } = await pipeline();
    await ask('job-1', wanted);
    await ask('job-1', wanted);
    await onlyOperation(here);
  });

  it('fails with the reason of its release', async () => {
    const { here, answers, ask } = await pipeline();
    await ask('job-1', wanted);
    const id = await onlyOperation(here);
    const error = {
      code: 'ReleaseFailed',
      message: 'never became healthy',
      cause: 'exit code 1',
      evidence: [],
      nextSteps: [],
    };
    await endOperation(id, { status: 'failed', error }, here.ports);
    await ask('job-2', wanted, `operation/${id}`);
    expect(answers.at(-1)).toBe(`job-2 failed: ${id} failed: never became healthy: exit code 1`);
  });

  it('waits for a lock that another holds, and is the same request when it asks again', async () => {
    const { here, answers, ask } = await pipeline();
    await ask('job-1', wanted);
    const first = await onlyOperation(here);
    await ask('other-1', { scope: application, image: 'hello:2' });
    expect(answers.at(-1)).toBe('other-1 proceeds with refused/other-1');
    await ask('other-2', { scope: application, image: 'hello:2' }, 'refused/other-1');
    expect(answers.at(-1)).toBe('other-2 proceeds with refused/other-1');
    await endOperation(first, { status: 'succeeded', result: {} }, here.ports);
    await ask('other-3', { scope: application, image: 'hello:2' }, 'refused/other-1');
    expect(answers.at(-1)).toMatch(/^other-3 proceeds with operation\/op_/);
  });

  it.each([
    ['what is no JSON', 'release it', /InvalidRequest: UserParameters is not valid JSON: 'release it'/],
    [
      'what is no application',
      { ...wanted, scope: 'environments/dev' },
      /InvalidRequest: 'environments\/dev' is not an application/,
    ],
    ['an image that is not there', { ...wanted, image: 'hello:nine' }, /ImageNotFound/],
    ['neither image nor environment', { scope: application }, /InvalidRequest/],
    ['what nobody knows', { ...wanted, when: 'now' }, /InvalidRequest/],
  ])('asks for %s and fails at once', async (_, parameters, reason) => {
    const { here, answers, ask } = await pipeline();
    await ask('job-1', parameters);
    expect(answers).toEqual([expect.stringMatching(reason)]);
    expect((await here.ports.state.listOperations(undefined)).items).toEqual([]);
  });
});
