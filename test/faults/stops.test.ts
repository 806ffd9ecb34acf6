import { expect, test } from 'vitest';
import { allStates, readMachines } from '../../scripts/machine-reference/machine-definitions.ts';
import type { Stage } from '../workflows/harness.ts';
import { checkInvariants } from '../workflows/invariants.ts';
import { stageOfFile } from '../workflows/stage-of-file.ts';
import { arrive, versionOf } from '../workflows/users.ts';
import type { Scenario } from './scenarios.ts';
import { scenariosByState } from './scenarios-by-state.ts';

/** States that no scenario enters, each with what does. */
const UNREACHED: Readonly<Record<string, string>> = {
  'change-stack: Continue rollback': 'a stack in UPDATE_ROLLBACK_FAILED',
  'change-stack: Delete leftover': 'a stack in ROLLBACK_COMPLETE',
  'change-stack: Diagnose stack': 'a stack that failed',
  'change-stack: Recover': 'a stack that failed',
  'release: Migrate': 'an application that asks for a migration',
  'release: Retire standby': 'the expiry of a standby',
  'converge: Read change': 'a start whose answer was lost',
};

/** Of every machine, those that do something. */
const STATES = Object.entries(readMachines()).flatMap(([machine, definition]) =>
  allStates(definition).flatMap(([state, { Type }]) =>
    Type === 'Task' || Type === 'Map' ? [[`${machine}: ${state}`, machine, state] as const] : [],
  ),
);

/** docs/reliability.md: about five minutes, after at most ten in which a release is taken back; then the lock. */
const boundSeconds = 16 * 60;
/** The sweep has found what was stopped, and freed its lock. */
const sweepSeconds = 350;

let stage: Stage;
let byState: ReadonlyMap<string, Scenario>;

stageOfFile(
  async (opened) => {
    stage = opened;
    byState = await scenariosByState(stage);
  },
  { with: 'base-and-dev' },
);

test.each(STATES)(
  '%s: an execution that is stopped there ends its operation, which says the truth, and asking again works',
  (key, machine, state) =>
    stage.drive(async () => {
      const scenario = byState.get(key);
      if (!scenario) return void expect(UNREACHED).toHaveProperty([key]);
      expect(UNREACHED).not.toHaveProperty([key]);
      const { application } = scenario;
      const users = await arrive(stage, application);
      const fault = stage.faults.inject({ kind: 'execution stopped', machine: `plinth-${machine}`, state, times: 1 });
      const startedSeconds = stage.seconds();
      const operation = await scenario.ask(stage);
      fault.remove();
      expect(fault.hits).toBe(1);
      expect(stage.seconds() - startedSeconds).toBeLessThan(boundSeconds);
      expect(operation.done).toBe(true);
      // Another execution took over, or what was asked for was achieved before: otherwise it says that it was lost.
      expect([scenario.error, 'ExecutionLost']).toContain(operation.error?.code);
      expect(await versionOf(stage, application)).toBe(await recordedVersion(application));
      await stage.sleep(sweepSeconds);
      await checkInvariants(stage);
      expect((await scenario.ask(stage)).error?.code).toBe(scenario.error);
      expect(Object.keys(await users.leave()).filter((seen) => !seen.startsWith('version'))).toEqual([]);
      await checkInvariants(stage);
    }),
);

/** Of the release that is recorded as live: its image's tag is its version. */
async function recordedVersion(application: string): Promise<string> {
  const { body } = await stage.send('GET', `/${application}`);
  const release = await stage.send('GET', `/${application}/releases/${body.live.release}`);
  return `version ${String(release.body.image).split(':').at(-1)}`;
}
