import { z } from 'zod';
import { assertNever } from '../assert-never.ts';
import { PlinthError } from '../errors.ts';
import { assertNotSuperseded } from '../operation/assert-not-superseded.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import { own } from '../own.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import { NotYet } from '../stack/not-yet.ts';
import { readWork } from '../stack/stack-work.ts';
import { secondsSince, timestamp } from '../time.ts';
import { decideMigration } from './decide-migration.ts';
import { placedRecord } from './placed-record.ts';
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, type ResolvedRelease, readResolved, releaseScope } from './resolved-release.ts';

export const MigrateInput = ReleaseTaskInput;

/** Document `migration`. */
const Started = z.object({ taskArn: z.string(), startedAt: z.string() });

type MigratePorts = Pick<Ports, 'state' | 'workloads' | 'time' | 'ids'>;

/**
 * Runs the release's one-off task, once. NotYet while it runs; after half an hour it is stopped. Errors: MigrationFailed
 * with its exit code, and Superseded before it runs: a migration that runs is not interrupted.
 */
export async function migrate({ operationId }: ReleaseTaskInput, ports: MigratePorts): Promise<void> {
  const resolved = await readResolved(operationId, ports);
  if (!resolved.migrate) return;
  await startStep(operationId, { name: 'migrate', description: stepDescription('migrate') }, ports);
  const { taskArn, startedAt } = await startedTask(operationId, resolved, ports);
  const task = await ports.workloads.observeTask(resolved.target, resolved.cluster, taskArn);
  const decision = decideMigration(task, secondsSince(ports.time, startedAt));
  if (decision.kind === 'wait') throw new NotYet(decision.reason);
  if (decision.kind === 'fail') {
    if (decision.stop) await ports.workloads.stopTask(resolved.target, resolved.cluster, taskArn, decision.reason);
    throw new PlinthError('MigrationFailed', decision.reason);
  }
  await endStep(operationId, 'migrate', { status: 'succeeded', ports });
}

/** While ECS remembers the client token, a second RunTask answers the same task; after that the document names it. */
async function startedTask(
  operationId: string,
  resolved: ResolvedRelease,
  ports: MigratePorts,
): Promise<z.infer<typeof Started>> {
  const known = Started.safeParse(await ports.state.readDocument(operationId, 'migration'));
  if (known.success) return known.data;
  assertNotSuperseded(await readOpenOperation(operationId, ports));
  await assertStillHolds(operationId, ports);
  const taskArn = await ports.workloads.runTask(resolved.target, {
    ...(await networkOf(operationId, resolved, ports)),
    cluster: resolved.cluster,
    taskDefinition: await taskDefinitionOf(operationId, resolved, ports),
    container: 'application',
    command: resolved.migrate?.command ?? [],
    clientToken: clientToken(operationId),
  });
  const started = { taskArn, startedAt: timestamp(ports.time) };
  await ports.state.putDocument(operationId, 'migration', started);
  return started;
}

/** The subnets and security groups of the release's own tasks: the components that the release uses accept those. */
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
      throw new PlinthError(
        'MigrationFailed',
        'EC2 instances cannot run a one-off task; remove `migrate` from the spec',
      );
    default:
      return assertNever(workload);
  }
}

/** Stops the task of a release that failed or was aborted. Without an execution its exit code would not be read. */
export async function stopMigration(
  operationId: string,
  { migrate, target, cluster }: ResolvedRelease,
  ports: Pick<Ports, 'state' | 'workloads'>,
): Promise<void> {
  if (!migrate) return;
  const known = Started.safeParse(await ports.state.readDocument(operationId, 'migration'));
  // A function that timed out after RunTask has not recorded the task.
  const taskArn = known.success
    ? known.data.taskArn
    : await ports.workloads.findTask(target, cluster, clientToken(operationId));
  if (taskArn !== undefined)
    await ports.workloads.stopTask(target, cluster, taskArn, 'the release failed or was aborted');
}

function clientToken(operationId: string): string {
  return `${operationId}-migrate`;
}
