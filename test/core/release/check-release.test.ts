import { expect, test } from 'vitest';
import { acceptOperation } from '../../../src/core/operation/accept-operation.ts';
import { parseScope, type Scope } from '../../../src/core/scope.ts';
import { application, world } from './fake-world.ts';

test('a release into an application whose stack does not stand is refused before anything is written', async () => {
  const { ports } = await world();
  await ports.state.updateHead(application, (head) => ({ ...head!, status: 'failed', stacks: {} }));
  const before = ports.state.snapshot();
  const asked = {
    kind: 'release',
    scope: parseScope(application) as Scope,
    request: { image: 'hello:1' },
    principal: 'ana',
    door: 'api',
  } as const;
  await expect(acceptOperation(asked, ports)).rejects.toMatchObject({ code: 'ParentNotReady' });
  expect(ports.state.snapshot()).toEqual(before);
});
