import { expect, test } from 'vitest';
import type { ApiRequest } from '../../../src/core/api/exchange.ts';
import { rollBackApplication, rollBackRelease, toggleRelease } from '../../../src/core/api/releases.ts';
import { endOperation } from '../../../src/core/operation/end-operation.ts';
import { application, type World } from '../release/fake-world.ts';
import { two } from '../release/scenes.ts';

function keyed(path: Record<string, string> = {}): ApiRequest {
  return {
    path: { environment: 'dev', application: 'hello', ...path },
    body: {},
    caller: { principal: 'ann', sourceIp: '' },
    grants: [],
    query: {},
    idempotencyKey: 'once',
    ifMatch: undefined,
  };
}

/** The roll back has ended: release 1 is live, and what was live before is given. */
async function ended({ ports }: World, id: string, previousRelease: number | undefined): Promise<void> {
  await ports.state.updateScopeState(application, (now) => {
    const { previousRelease: _, ...live } = now!.live!;
    return { ...now!, live: { ...live, release: 1, ...(previousRelease !== undefined && { previousRelease }) } };
  });
  await endOperation(id, { status: 'succeeded', result: {} }, ports);
}

test.each([
  ['of the application', () => [rollBackApplication, keyed()] as const],
  ['of the live release', () => [rollBackRelease, keyed({ number: '2' })] as const],
  ['to an earlier release', () => [rollBackRelease, keyed({ number: '1' })] as const],
  ['by a toggle', () => [toggleRelease, keyed({ number: '1' })] as const],
])('a roll back %s that is sent again is the same operation, whatever is live by then', async (_, make) => {
  const [act, request] = make();
  for (const previous of [2, undefined]) {
    const here = await two();
    const first = await act(request, here.ports);
    const { id } = first.body as { id: string };
    await ended(here, id, previous);
    expect((await act(request, here.ports)).body).toMatchObject({ id, status: 'succeeded' });
  }
});

test('a first roll back is refused where no release was live before', async () => {
  const here = await two();
  await here.ports.state.updateScopeState(application, (now) => {
    const { previousRelease: _, ...live } = now!.live!;
    return { ...now!, live };
  });
  const problem = { code: 'NothingToRollBack', message: `${application} has no previous live release` };
  await expect(rollBackApplication(keyed(), here.ports)).rejects.toMatchObject(problem);
  await expect(rollBackRelease(keyed({ number: '2' }), here.ports)).rejects.toMatchObject(problem);
  await expect(toggleRelease(keyed({ number: '7' }), here.ports)).rejects.toMatchObject({ code: 'ReleaseNotFound' });
  expect(await here.ports.state.listOpenOperations()).toEqual([]);
});
