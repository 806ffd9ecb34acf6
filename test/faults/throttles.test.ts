import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { kebab } from '../../scripts/machine-reference/machine-definitions.ts';
import type { Stage } from '../workflows/harness.ts';
import { checkInvariants } from '../workflows/invariants.ts';
import { stageOfFile } from '../workflows/stage-of-file.ts';
import { arrive } from '../workflows/users.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { scenariosByState } from './scenarios-by-state.ts';

/** Functions that no scenario calls, each with what does. The API's is called by its clients, who are told at once. */
const UNREACHED: Readonly<Record<string, string>> = {
  'alarm-raised': 'an alarm that is raised during a release',
  'catalog-parameters-parsed': 'a product of Service Catalog',
  'catalog-requested': 'a product of Service Catalog',
  'continue-rollback': 'a stack in UPDATE_ROLLBACK_FAILED',
  'delete-leftover': 'a stack in ROLLBACK_COMPLETE',
  'diagnose-stack': 'a stack that failed',
  'image-pushed': 'a pushed image',
  migrate: 'an application that asks for a migration',
  'pipeline-requested': 'a pipeline',
  recover: 'a stack that failed',
};

const namesOf = (folder: string) => globSync(`functions/${folder}/*.ts`).map((file) => basename(file, '.ts'));
const EVENTS = namesOf('events');
const FUNCTIONS = [...EVENTS, ...namesOf('steps')].toSorted();
const outageSeconds = 600;
/** docs/reliability.md: what ended is found within five minutes, after at most ten in which a release is taken back. */
const patienceSeconds = 16 * 60;

let stage: Stage;
/** The first scenario whose Task states call a function. */
let byFunction: ReadonlyMap<string, Scenario>;

stageOfFile(
  async (opened) => {
    stage = opened;
    const byState = [...(await scenariosByState(stage))].toReversed();
    byFunction = new Map(byState.map(([key, scenario]) => [kebab(key.split(': ')[1] ?? ''), scenario]));
  },
  { with: 'base-and-dev' },
);

test.each(FUNCTIONS)('ten minutes without concurrency for %s delay what needs it, and nothing else', (name) =>
  stage.drive(async () => {
    if (name in UNREACHED) return void expect(byFunction.has(name)).toBe(false);
    const scenario = (EVENTS.includes(name) ? SCENARIOS[0] : byFunction.get(name))!;
    const users = await arrive(stage, scenario.application);
    const fault = stage.faults.inject({ kind: 'function throttled', function: `plinth-${name}` });
    const startedSeconds = stage.seconds();
    const asked = scenario.ask(stage);
    await stage.sleep(outageSeconds);
    fault.remove();
    expect((await asked).error?.code).toBe(scenario.error);
    expect(fault.hits).toBeGreaterThan(0);
    expect(stage.seconds() - startedSeconds).toBeLessThan(outageSeconds + patienceSeconds);
    expect(Object.keys(await users.leave()).filter((seen) => !seen.startsWith('version'))).toEqual([]);
    await checkInvariants(stage);
  }),
);
