import { readPlinthFile, type ScopeSpec } from '../../../src/cli/plinth-file.ts';
import type { Stage } from '../harness.ts';
import { push } from '../images.ts';

/** One of `examples/systems`: the scopes of its file, base first. */
export interface System {
  readonly scopes: readonly ScopeSpec[];
}

export function readSystem(name: string): System {
  return { scopes: readPlinthFile(`examples/systems/${name}/plinth.yaml`) };
}

/** Asks for every scope in the file's order, each when the one before it is there. */
export async function provideSystem(stage: Stage, { scopes }: System): Promise<void> {
  for (const { scope, spec } of scopes) await stage.succeed('PUT', `/${scope}`, spec);
}

/** Releases an image into an application: one that is pushed now, or the id of a machine image. */
export async function releaseInto(stage: Stage, application: string, image?: string): Promise<void> {
  const name = application.split('/').at(-1) ?? '';
  if (image === undefined) await push(stage, name, { tag: '1' });
  await stage.succeed('POST', `/${application}/releases`, { image: image ?? `${name}:1` });
}

/** Retires everything, the innermost scopes first, with the data in it. */
export async function retireSystem(stage: Stage, { scopes }: System): Promise<void> {
  for (const { scope } of scopes.toReversed()) {
    await stage.succeed('DELETE', `/${scope}?data=delete&confirm=${scope.split('/').at(-1)}`);
  }
}
