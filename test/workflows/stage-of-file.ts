import { afterAll, beforeAll } from 'vitest';
import type { Stage } from './harness.ts';
import { openStage, type StageOptions } from './open-stage.ts';

/**
 * One stage for all tests of a file: registers what opens it, provides what they share, and stops it. `provide` is handed
 * the stage, to keep it where the tests find it. What many files share (`with`) is provided once for all of them.
 */
export function stageOfFile(provide: (stage: Stage) => Promise<void>, options: StageOptions = {}): void {
  let stage: Stage | undefined;
  beforeAll(async () => {
    const opened = await openStage(options);
    stage = opened;
    await opened.drive(() => provide(opened));
  });
  afterAll(() => stage?.stop());
}
