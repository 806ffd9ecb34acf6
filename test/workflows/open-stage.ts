import { bootPlinth } from '../../src/cli/local/boot.ts';
import { type Stage, stageIn } from './harness.ts';
import { type SharedScene, snapshotOf } from './shared-snapshots.ts';

export interface StageOptions {
  /** What is there already: Plinth alone, unless a scene that many files share is named. */
  readonly with?: SharedScene;
  /** Folder of the checkout whose package is deployed; then nothing is shared. Default: this one. */
  readonly checkout?: string;
}

/** Starts a cloud with Plinth in it: from a snapshot, which is made once for all files. */
export async function openStage({ with: scene = 'plinth', checkout }: StageOptions = {}): Promise<Stage> {
  const options = { clock: 'virtual', port: false } as const;
  if (checkout !== undefined) return stageIn(await bootPlinth({ ...options, checkout }));
  return stageIn(await bootPlinth({ ...options, from: await snapshotOf(scene) }));
}
