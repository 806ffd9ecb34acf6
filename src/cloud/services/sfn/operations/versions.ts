import type {
  DeleteStateMachineVersionInput,
  ListStateMachineVersionsInput,
  PublishStateMachineVersionInput,
} from '@aws-sdk/client-sfn';
import { AwsError } from '../../../kernel/errors.ts';
import type { Call } from '../../../kernel/service.ts';
import { type StateMachine, type StateMachineVersion, sfnStore } from '../sfn-store.ts';
import { findMachine } from './arns.ts';
import { pageOf } from './page.ts';

/** Publishes the current revision as a version. A revision that already has a version keeps it. */
export function publishVersion(
  machine: StateMachine,
  call: Call,
  description: string | undefined,
): StateMachineVersion {
  const existing = machine.versions.find(({ revisionId }) => revisionId === machine.revisionId);
  if (existing !== undefined) return existing;
  const version: StateMachineVersion = {
    arn: `${machine.arn}:${machine.nextVersion++}`,
    creationMs: call.kernel.clock.now(),
    description,
    definitionText: machine.definitionText,
    definition: machine.definition,
    roleArn: machine.roleArn,
    revisionId: machine.revisionId,
  };
  machine.versions.unshift(version);
  return version;
}

export function publishStateMachineVersion(input: PublishStateMachineVersionInput, call: Call) {
  const { machine } = findMachine(call, input.stateMachineArn!);
  if (input.revisionId !== undefined && input.revisionId !== (machine.revisionId ?? 'INITIAL')) {
    throw new AwsError(
      'ConflictException',
      `Failed to publish the State Machine version for revision ${input.revisionId}.`,
    );
  }
  const version = publishVersion(machine, call, input.description);
  return { stateMachineVersionArn: version.arn, creationDate: new Date(version.creationMs) };
}

export function listStateMachineVersions(input: ListStateMachineVersionsInput, call: Call) {
  const { machine } = findMachine(call, input.stateMachineArn!);
  const { items, nextToken } = pageOf(machine.versions, input);
  return {
    stateMachineVersions: items.map(({ arn, creationMs }) => ({
      stateMachineVersionArn: arn,
      creationDate: new Date(creationMs),
    })),
    nextToken,
  };
}

/** Deleting a version that does not exist succeeds. */
export function deleteStateMachineVersion(input: DeleteStateMachineVersionInput, call: Call) {
  const arn = input.stateMachineVersionArn!;
  const machine = sfnStore(call.kernel, call).machines.get(arn.slice(0, arn.lastIndexOf(':')));
  const index = machine?.versions.findIndex((version) => version.arn === arn) ?? -1;
  if (index >= 0) machine?.versions.splice(index, 1);
  return {};
}
