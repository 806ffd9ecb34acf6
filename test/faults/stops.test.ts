import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import type { Stage } from '../workflows/harness.ts';
import { checkInvariants } from '../workflows/invariants.ts';
import { stageOfFile } from '../workflows/stage-of-file.ts';
import { arrive, versionOf } from '../workflows/users.ts';
import { provideScenarios, SCENARIOS, type Scenario, statesOfMachines } from './scenarios.ts';

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

/** docs/reliability.md: about five minutes, after at most ten in which a release is taken back; then the lock. */
const boundSeconds = 16 * 60;
/** The sweep has found what was stopped, and freed its lock. */
const sweepSeconds = 350;

let stage: Stage;
/** The first scenario that enters a state. */
const reachedBy = new Map<string, Scenario>();

stageOfFile(
  async (opened) => {
    stage = opened;
    await provideScenarios(stage);
    for (const scenario of SCENARIOS) {
      const before = new Set(await executions());
      await scenario.ask(stage);
      await checkInvariants(stage);
      for (const [machine, arn] of await executions()) {
        if ([...before].some(([, known]) => known === arn)) continue;
        for (const state of await entered(arn)) {
          const key = `${machine}: ${state}`;
          if (!reachedBy.has(key)) reachedBy.set(key, scenario);
        }
      }
    }
  },
  { with: 'base-and-dev' },
);

async function executions(): Promise<readonly (readonly [machine: string, arn: string])[]> {
  const client = new SFNClient(stage.aws);
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const found = await Promise.all(
    stateMachines.map(async ({ stateMachineArn, name = '' }) => {
      const { executions: listed = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
      return listed.map(({ executionArn = '' }) => [name.replace('plinth-', ''), executionArn] as const);
    }),
  );
  return found.flat();
}

async function entered(executionArn: string): Promise<readonly string[]> {
  const client = new SFNClient(stage.aws);
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

test.each(statesOfMachines().map(([machine, state]) => [`${machine}: ${state}`, machine, state] as const))(
  '%s: an execution that is stopped there ends its operation, which says the truth, and asking again works',
  (key, machine, state) =>
    stage.drive(async () => {
      const scenario = reachedBy.get(key);
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
      expect(await versionOf(stage, application)).toBe(await recordedVersion(application));
      await stage.sleep(sweepSeconds);
      await checkInvariants(stage);
      const again = await scenario.ask(stage);
      expect(again.error?.code).toBe(scenario.name === 'a release that cannot start' ? 'ReleaseFailed' : undefined);
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
