import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import type { Stage } from '../workflows/harness.ts';
import { checkInvariants } from '../workflows/invariants.ts';
import { stageOfFile } from '../workflows/stage-of-file.ts';
import { arrive } from '../workflows/users.ts';
import { provideScenarios, SCENARIOS } from './scenarios.ts';

const FUNCTIONS = globSync('functions/{steps,events}/*.ts')
  .map((file) => basename(file, '.ts'))
  .toSorted();
const outageSeconds = 600;
/** docs/reliability.md: what ended is found within five minutes. */
const patienceSeconds = 16 * 60;

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
    await provideScenarios(stage);
  },
  { with: 'base-and-dev' },
);

test.each(FUNCTIONS)('ten minutes without concurrency for %s delay what needs it, and nothing else', (name) =>
  stage.drive(async () => {
    const [scenario] = SCENARIOS;
    const users = await arrive(stage, scenario!.application);
    const fault = stage.faults.inject({ kind: 'function throttled', function: `plinth-${name}` });
    const startedSeconds = stage.seconds();
    const asked = scenario!.ask(stage);
    await stage.sleep(outageSeconds);
    fault.remove();
    expect(await asked).toMatchObject({ status: 'succeeded', error: null });
    expect(stage.seconds() - startedSeconds).toBeLessThan(outageSeconds + patienceSeconds);
    expect(Object.keys(await users.leave()).sort()).toEqual(['version 1', 'version 2']);
    await checkInvariants(stage);
  }),
);
