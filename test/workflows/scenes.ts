import type { Stage } from './harness.ts';
import { push } from './images.ts';

/** Release settings that leave the waiting out of what a test is not about. */
export const QUICK = { bakeSeconds: 0, smoke: [] };

/** A base with an image repository for each of these applications. */
export async function provideBase(stage: Stage, applications: readonly string[] = ['hello']): Promise<void> {
  await stage.succeed('PUT', '/base', { applications });
}

export async function provideEnvironment(stage: Stage, name: string): Promise<void> {
  await stage.succeed('PUT', `/environments/${name}`, { owner: 'team-a' });
}

/** An application that answers below its own path, with these release settings. Answers its path. */
export async function provideApplication(
  stage: Stage,
  path: string,
  release: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const name = path.split('/').at(-1);
  await stage.succeed('PUT', `/${path}`, { route: { path: `/${name}/*` }, release: { ...QUICK, ...release } });
  return path;
}

/** The same with versions 1 and 2 pushed, and version 1 live. */
export async function provideLive(
  stage: Stage,
  path: string,
  release: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const name = path.split('/').at(-1) ?? '';
  await provideApplication(stage, path, release);
  for (const tag of ['1', '2']) await push(stage, name, { tag });
  await stage.succeed('POST', `/${path}/releases`, { image: `${name}:1` });
  return path;
}
