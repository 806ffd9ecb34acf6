import { CreateRepositoryCommand, DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import type { Stage } from './harness.ts';
import { push } from './images.ts';
import { checkInvariants } from './invariants.ts';
import { QUICK } from './scenes.ts';
import { stageOfFile } from './stage-of-file.ts';

const APPLICATIONS = '/environments/dev/applications';
const worker = { type: 'worker', release: QUICK };

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
    await new ECRClient(stage.aws).send(
      new CreateRepositoryCommand({ repositoryName: 'legacy', tags: [{ Key: 'owner', Value: 'team-b' }] }),
    );
  },
  { with: 'base-and-dev' },
);

test('the first of three applications collides, and the other two are provisioned', () =>
  stage.drive(async () => {
    for (const path of [`${APPLICATIONS}/legacy?plan=true`, `${APPLICATIONS}/legacy`]) {
      const { status, body } = await stage.send('PUT', path, { body: worker });
      expect(body).toMatchObject({ code: 'NameTaken', owner: 'team-b' });
      expect(status).toBe(409);
    }
    const asked = [
      await stage.accept('PUT', `${APPLICATIONS}/newcomer`, worker),
      await stage.accept('PUT', `${APPLICATIONS}/follower`, worker),
    ];
    for (const { id } of asked) expect((await stage.ended(id)).status).toBe('succeeded');
    const { repositories = [] } = await new ECRClient(stage.aws).send(
      new DescribeRepositoriesCommand({ repositoryNames: ['newcomer', 'follower'] }),
    );
    expect(repositories).toHaveLength(2);
    await checkInvariants(stage);
  }));

test('applications whose routes cross are refused, and never meet at a priority', () =>
  stage.drive(async () => {
    const web = (path: string) => ({ route: { path }, release: QUICK });
    for (const name of ['left', 'right']) await stage.succeed('PUT', `${APPLICATIONS}/${name}`, web(`/${name}/*`));
    const leaving = await stage.accept('PUT', `${APPLICATIONS}/left`, web('/elsewhere/*'));
    const crossing = await stage.accept('PUT', `${APPLICATIONS}/right`, web('/loft/*'));
    const { status, body } = await stage.send('PUT', `${APPLICATIONS}/third?plan=true`, { body: web('/left/*') });
    expect([status, body.code]).toEqual([400, 'InvalidRequest']);
    for (const { id } of [leaving, crossing]) expect((await stage.ended(id)).error).toBeNull();
    const routes = (await stage.state.listClaims('environments/dev')).filter(({ kind }) => kind === 'route');
    expect(routes.map(({ value }) => value).toSorted()).toEqual(['/elsewhere/*', '/loft/*']);
    await checkInvariants(stage);
  }));

test('a repository that exists is used by consent, and is left as it is', () =>
  stage.drive(async () => {
    const body = { ...worker, repository: { existing: 'legacy' } };
    const { steps } = await stage.succeed('PUT', `${APPLICATIONS}/legacy`, body);
    expect(steps.map(({ name }) => name)).toEqual(['worker']);
    await push(stage, 'legacy', { tag: '1' });
    await stage.succeed('POST', `${APPLICATIONS}/legacy/releases`, { image: 'legacy:1' });
    await stage.succeed('DELETE', `${APPLICATIONS}/legacy`);
    const { repositories = [] } = await new ECRClient(stage.aws).send(
      new DescribeRepositoriesCommand({ repositoryNames: ['legacy'] }),
    );
    expect(repositories[0]?.imageTagMutability).toBe('MUTABLE');
    await checkInvariants(stage);
  }));
