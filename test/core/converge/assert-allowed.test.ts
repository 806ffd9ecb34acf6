import { describe, expect, it } from 'vitest';
import { standing } from './installation.ts';

const dev = 'environments/dev';

describe('a stack that a request allows harm to', () => {
  it.each([
    ['plinth--dev--msql', 'a component that is none'],
    ['mysql', 'no stack of this installation'],
    ['plinth--dev--service', 'a component of another layer'],
  ])('is refused as %s: %s', async (name) => {
    const plinth = await standing();
    const refused = { code: 'InvalidRequest', fields: [expect.objectContaining({ pointer: '/allow/0' })] };
    const message = expect.stringContaining(`there is no stack '${name}'; use one of `);
    await expect(plinth.put(dev, {}, { allow: [name] })).rejects.toMatchObject({ ...refused, message });
    await expect(plinth.put(dev, {}, { allow: [name] })).rejects.toThrow('`plinth--dev--mysql`');
  });

  it('may be one that went already, or one of another scope that the same list goes to', async () => {
    const plinth = await standing();
    const options = { allow: ['plinth--dev--mysql', 'plinth--dev--shop--bucket', 'plinth--base--trail'] };
    expect((await plinth.put(dev, {}, options)).trace).toEqual(['-mysql']);
    expect((await plinth.put(dev, {}, options)).trace).toEqual([]);
  });
});
