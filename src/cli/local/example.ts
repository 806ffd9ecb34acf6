import { fileURLToPath } from 'node:url';
import { ECRClient } from '@aws-sdk/client-ecr';
import type { OperationView } from '../operation-view.ts';
import { readPlinthFile, type ScopeSpec } from '../plinth-file.ts';
import { requestScopes } from '../request-scopes.ts';
import { finish, finishAll, type Session } from '../session.ts';
import type { LocalPlinth } from './boot.ts';
import { buildImage } from './build-image.ts';
import { pushImage } from './push-image.ts';

/** One step of the example, with the name that `npm start` prints. */
export interface ExampleStep {
  readonly name: string;
  run(): Promise<unknown>;
}

export const EXAMPLE_FOLDER = fileURLToPath(new URL('../../../examples/hello', import.meta.url));
export const EXAMPLE_APPLICATION = 'environments/dev/applications/hello';

/** Labels that tell the embedded cloud how an image behaves where it only models tasks. */
const MODELLED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  broken: {
    'cloud.model.exit-after-seconds': '1',
    'cloud.model.exit-code': '1',
    'cloud.model.log': 'hello: cannot start: the setting DATABASE_URL is missing',
  },
};

/**
 * The steps of the example application `hello`, up to its second release by blue/green. The first step requests all scopes,
 * so each later step only waits for its own operation.
 */
export function exampleSteps(
  plinth: LocalPlinth,
  session: Session,
  scopes: readonly ScopeSpec[] = exampleScopes(),
): readonly ExampleStep[] {
  const asked: OperationView[] = [];
  const [base, ...others] = scopes.map(({ scope }) => ({
    name: scope,
    run: async () => {
      if (asked.length === 0) asked.push(...(await requestScopes(session, scopes)));
      return finishAll(
        session,
        asked.filter((operation) => operation.scope === scope),
      );
    },
  }));
  return [
    ...(base === undefined ? [] : [base]),
    { name: 'push images', run: () => pushImages(plinth, ['1', '2', 'broken']) },
    ...others,
    { name: 'release hello:1', run: () => releaseImage(session, 'hello:1') },
    { name: 'release hello:2', run: () => releaseImage(session, 'hello:2') },
  ];
}

/** The scopes of the example's `plinth.yaml`. */
export function exampleScopes(): readonly ScopeSpec[] {
  return readPlinthFile(`${EXAMPLE_FOLDER}/plinth.yaml`);
}

export function releaseImage(session: Session, image: string): Promise<OperationView> {
  return accepted(session, 'POST', `/${EXAMPLE_APPLICATION}/releases`, { image });
}

/** Builds versions of the example's image and pushes each with its version as the tag. */
export async function pushImages({ aws }: LocalPlinth, versions: readonly string[]): Promise<void> {
  const ecr = new ECRClient(aws);
  for (const version of versions) {
    const image = buildImage(EXAMPLE_FOLDER, { VERSION: version }, MODELLED[version] ?? {});
    await pushImage(ecr, 'hello', { image, tag: version });
  }
}

async function accepted(session: Session, method: string, path: string, body: unknown): Promise<OperationView> {
  const answer = await session.client.request<OperationView>(method, path, { body });
  return finish(session, answer.body);
}
