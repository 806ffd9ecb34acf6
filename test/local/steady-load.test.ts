import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient } from '../../src/cli/client.ts';
import { bootPlinth, type LocalPlinth, listenerUrl } from '../../src/cli/local/boot.ts';
import { EXAMPLE_APPLICATION, exampleSteps } from '../../src/cli/local/example.ts';
import type { OperationView } from '../../src/cli/operation-view.ts';
import { finish, type Session } from '../../src/cli/session.ts';
import { type SteadyLoad, steadyLoad } from './steady-load.ts';

let plinth: LocalPlinth;
let load: SteadyLoad | undefined;

/** Tasks are real processes here, and so are the connections to them: this is not to be seen on virtual time. */
beforeAll(async () => {
  plinth = await bootPlinth({ clock: { speed: 25 }, port: 0, apiPort: 0 });
});

afterAll(async () => {
  load?.stop();
  await plinth?.cloud.stop();
});

it('loses no request while a release goes live and is taken back', async () => {
  const session = quietSession();
  const steps = exampleSteps(plinth, session);
  const secondRelease = steps.at(-1)!;
  for (const { run } of steps.slice(0, -1)) await run();
  load = steadyLoad((await listenerUrl(plinth, 'plinth-dev', 80))!);

  load.enter('version 1 goes live');
  await load.until('1');
  load.enter('version 1 is live');
  await load.more(50);
  load.enter('version 2 is released');
  await secondRelease.run();
  await load.until('2');
  load.enter('version 2 is live');
  await load.more(50);
  load.enter('version 2 is taken back');
  await rollback(session);
  await load.until('1');
  load.enter('version 1 is live again');
  await load.more(50);

  expect(await versions('version 1 is live')).toEqual(['1']);
  // How many requests fall on either side of a toggle depends on the machine; that each is answered does not.
  expect(['1', '2']).toEqual(expect.arrayContaining([...(await versions('version 2 is released'))]));
  expect(await versions('version 2 is live')).toEqual(['2']);
  expect(['1', '2']).toEqual(expect.arrayContaining([...(await versions('version 2 is taken back'))]));
  expect(await versions('version 1 is live again')).toEqual(['1']);
});

/** Everything that requests of a phase came to, failures too. */
async function versions(phase: string): Promise<readonly string[]> {
  return [...new Set(await load!.outcomes(phase))].sort();
}

async function rollback(session: Session): Promise<void> {
  const { body } = await session.client.request<OperationView>('POST', `/${EXAMPLE_APPLICATION}/rollback`, {
    body: {},
  });
  await finish(session, body);
}

function quietSession(): Session {
  const sleep = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 200));
  return {
    client: createClient({ api: plinth.api, sleep }),
    terminal: { data() {}, say() {}, draw() {}, settle() {} },
    json: false,
    detach: false,
  };
}
