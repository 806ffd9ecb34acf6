import { z } from 'zod';
import { assertNever } from '../assert-never.ts';
import { PlinthError } from '../errors.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import { own } from '../own.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import { NotYet } from '../stack/not-yet.ts';
import { readWork } from '../stack/stack-work.ts';
import { secondsSince, timestamp } from '../time.ts';
import { placedRecord } from './placed-record.ts';
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, type ResolvedRelease, readResolved, releaseScope } from './resolved-release.ts';

export const MigrateInput = ReleaseTaskInput;

const Started = z.object({ taskArn: z.string(), startedAt: z.string() });

const migrationSecondsMax = 1800;
/** ECS may take that long to know a task that it has just started. */
const unknownSecondsMax = 60;

type MigratePorts = Pick<Ports, 'state' | 'workloads' | 'time' | 'ids'>;

/**
 * Runs the release's one-off task, once. NotYet while it runs; one that takes too long is stopped. Errors: MigrationFailed
 * with its exit code.
 */
export async function migrate({ operationId }: ReleaseTaskInput, ports: MigratePorts): Promise<void> {
  const resolved = await readResolved(operationId, ports);
  if (!resolved.migrate) return;
  await startStep(operationId, { name: 'migrate', description: stepDescription('migrate') }, ports);
  const { taskArn, startedAt } = await startedTask(operationId, resolved, ports);
  const exit = await ports.workloads.observeTask(resolved.target, resolved.cluster, taskArn);
  if (!exit && secondsSince(ports.time, startedAt) < unknownSecondsMax)
    throw new NotYet('ECS does not know the task yet');
  if (!exit)
    throw new PlinthError('MigrationFailed', `how the migration ended is not known: ECS has forgotten ${taskArn}`);
  if (!exit.stopped) {
    if (secondsSince(ports.time, startedAt) < migrationSecondsMax) throw new NotYet('the migration still runs');
    const why = `the migration still ran after ${migrationSecondsMax / 60} minutes`;
    await ports.workloads.stopTask(resolved.target, resolved.cluster, taskArn, why);
    throw new PlinthError('MigrationFailed', `${why}, and was stopped`);
  }
  if (exit.exitCode !== 0) {
    const how = exit.exitCode === undefined ? 'without an exit code' : `with exit code ${exit.exitCode}`;
    throw new PlinthError('MigrationFailed', `the migration stopped ${how}: ${exit.reason ?? 'no reason given'}`);
  }
  await endStep(operationId, 'migrate', { status: 'succeeded', ports });
}

/** The client token makes a second start the same task, for as long as ECS remembers; after that the document does. */
async function startedTask(
  operationId: string,
  resolved: ResolvedRelease,
  ports: MigratePorts,
): Promise<z.infer<typeof Started>> {
  const known = Started.safeParse(await ports.state.readDocument(operationId, 'migration'));
  if (known.success) return known.data;
  await assertStillHolds(operationId, ports);
  const taskArn = await ports.workloads.runTask(resolved.target, {
    ...(await networkOf(operationId, resolved, ports)),
    cluster: resolved.cluster,
    taskDefinition: await taskDefinitionOf(operationId, resolved, ports),
    container: 'application',
    command: resolved.migrate?.command ?? [],
    clientToken: `${operationId}-migrate`,
  });
  const started = { taskArn, startedAt: timestamp(ports.time) };
  await ports.state.putDocument(operationId, 'migration', started);
  return started;
}

/** Where the release's own tasks run, and in the groups that they wear: what the release uses lets the migration in too. */
async function networkOf(operationId: string, resolved: ResolvedRelease, ports: MigratePorts) {
  const step = { operationId, scope: releaseScope(resolved), stackKey: resolved.component };
  const { parameters } = await readWork(step, ports);
  const listed = (name: string) => (own(parameters, name) ?? '').split(',').filter((item) => item !== '');
  return {
    subnets: listed('TaskSubnets'),
    securityGroups: ['TaskSecurityGroup', 'MemberSecurityGroup', 'ClientSecurityGroups'].flatMap(listed),
    publicIp: own(parameters, 'AssignPublicIp') === 'ENABLED',
  };
}

async function taskDefinitionOf(operationId: string, resolved: ResolvedRelease, ports: MigratePorts): Promise<string> {
  const { workload, name } = resolved;
  switch (workload.kind) {
    case 'service': {
      const view = await ports.workloads.observe(resolved, name);
      if (view?.taskDefinition !== undefined) return view.taskDefinition;
      throw new PlinthError('MigrationFailed', `${name} has no task definition`);
    }
    case 'schedule': {
      const record = await placedRecord(operationId, resolved, ports);
      if (record?.outputs.TaskDefinitionArn !== undefined) return record.outputs.TaskDefinitionArn;
      throw new NotYet('the stack with the task definition is under way');
    }
    case 'scaling-group':
      throw new PlinthError('MigrationFailed', 'instances run no one-off tasks; remove `migrate` from the spec');
    default:
      return assertNever(workload);
  }
}

/** Nobody would see how the migration of a release ends whose workflow was stopped. */
export async function stopMigration(
  operationId: string,
  { target, cluster }: ResolvedRelease,
  ports: Pick<Ports, 'state' | 'workloads'>,
): Promise<void> {
  const known = Started.safeParse(await ports.state.readDocument(operationId, 'migration'));
  if (known.success) await ports.workloads.stopTask(target, cluster, known.data.taskArn, 'the release was stopped');
}
