import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { Stage } from '../workflows/harness.ts';
import { checkInvariants } from '../workflows/invariants.ts';
import { provideScenarios, SCENARIOS, type Scenario } from './scenarios.ts';

/** Provides what the scenarios change and asks for each of them once: the first that enters a state, by `release: Shift`. */
export async function scenariosByState(stage: Stage): Promise<ReadonlyMap<string, Scenario>> {
  const client = new SFNClient(stage.aws);
  const byState = new Map<string, Scenario>();
  await provideScenarios(stage);
  let before = await executionsOf(client);
  for (const scenario of SCENARIOS) {
    await scenario.ask(stage);
    await checkInvariants(stage);
    const after = await executionsOf(client);
    for (const [arn, machine] of after) {
      if (before.has(arn)) continue;
      for (const state of await statesEntered(client, arn)) {
        const key = `${machine}: ${state}`;
        if (!byState.has(key)) byState.set(key, scenario);
      }
    }
    before = after;
  }
  return byState;
}

/** Of all machines: the name of its machine, by the execution's ARN. */
async function executionsOf(client: SFNClient): Promise<ReadonlyMap<string, string>> {
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const found = await Promise.all(
    stateMachines.map(async ({ stateMachineArn, name = '' }) => {
      const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
      return executions.map(({ executionArn = '' }) => [executionArn, name.replace('plinth-', '')] as const);
    }),
  );
  return new Map(found.flat());
}

async function statesEntered(client: SFNClient, executionArn: string): Promise<readonly string[]> {
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}
