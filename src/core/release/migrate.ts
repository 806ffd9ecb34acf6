import { z } from 'zod';
import { PlinthError } from '../errors.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import { NotYet } from '../stack/not-yet.ts';
import { type ReleaseFacts, ReleaseStep, readFacts } from './release-facts.ts';
import { stepDescription } from './release-steps.ts';

export const MigrateInput = ReleaseStep;

const Started = z.object({ taskArn: z.string() });

type MigratePorts = Pick<Ports, 'state' | 'tasks' | 'time' | 'ids'>;

/** Runs the release's one-off task, once. NotYet while it runs. Errors: MigrationFailed with its exit code. */
export async function migrate({ operationId }: ReleaseStep, ports: MigratePorts): Promise<void> {
  const facts = await readFacts(operationId, ports);
  if (!facts.migrate) return;
  await startStep(operationId, { name: 'migrate', description: stepDescription('migrate') }, ports);
  const { taskArn } = await startedTask(operationId, facts, ports);
  const exit = await ports.tasks.exit(facts.target, facts.cluster, taskArn);
  if (!exit.stopped) throw new NotYet('the migration still runs');
  if (exit.exitCode !== 0) {
    const how = exit.exitCode === undefined ? 'without an exit code' : `with exit code ${exit.exitCode}`;
    throw new PlinthError('MigrationFailed', `the migration stopped ${how}: ${exit.reason ?? 'no reason given'}`);
  }
  await endStep(operationId, 'migrate', { status: 'succeeded', ports });
}

/** The client token makes a second start the same task, for as long as ECS remembers; after that the document does. */
async function startedTask(
  operationId: string,
  facts: ReleaseFacts,
  ports: MigratePorts,
): Promise<z.infer<typeof Started>> {
  const known = Started.safeParse(await ports.state.readDocument(operationId, 'migration'));
  if (known.success) return known.data;
  await assertStillHolds(operationId, ports);
  const view = await ports.tasks.service(facts.target, facts.cluster, facts.service);
  if (view?.taskDefinition === undefined) {
    throw new PlinthError('MigrationFailed', `${facts.service} has no task definition`);
  }
  const taskArn = await ports.tasks.run(facts.target, {
    cluster: facts.cluster,
    taskDefinition: view.taskDefinition,
    ...facts.network,
    container: 'application',
    command: facts.migrate?.command ?? [],
    clientToken: `${operationId}-migrate`,
  });
  await ports.state.putDocument(operationId, 'migration', { taskArn });
  return { taskArn };
}
