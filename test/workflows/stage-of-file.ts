import { afterAll, beforeAll } from 'vitest';
import { openStage, type Stage } from './harness.ts';

/**
 * One stage for all tests of a file: registers what opens it, provides what they share, and stops it. `provide` is handed
 * the stage, to keep it where the tests find it.
 */
export function stageOfFile(provide: (stage: Stage) => Promise<void>): void {
  let stage: Stage | undefined;
  beforeAll(async () => {
    const opened = await openStage();
    stage = opened;
    await opened.drive(() => provide(opened));
  }, 180_000);
  afterAll(() => stage?.stop());
}
