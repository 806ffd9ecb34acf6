import type {
  CreateStateMachineInput,
  DeleteStateMachineInput,
  DescribeStateMachineInput,
  ListStateMachinesInput,
  UpdateStateMachineInput,
} from '@aws-sdk/client-sfn';
import { AwsError } from '../../../kernel/errors.ts';
import type { Call } from '../../../kernel/service.ts';
import type { StateMachineDefinition } from '../asl/definition.ts';
import { endExecution } from '../engine/end-execution.ts';
import { isRunning } from '../engine/execution.ts';
import { type StateMachine, sfnStore } from '../sfn-store.ts';
import { checkName, findMachine, stateMachineArn } from './arns.ts';
import { acceptDefinition } from './definitions.ts';
import { runOf } from './executions.ts';
import { pageOf } from './page.ts';
import { publishVersion } from './versions.ts';

const LOGGING_OFF = { level: 'OFF', includeExecutionData: false };
const TRACING_OFF = { enabled: false };

/** Creating the same state machine again answers the existing one; role and tags may differ. */
export function createStateMachine(input: CreateStateMachineInput, call: Call) {
  const name = input.name!;
  checkName(name);
  const type = input.type ?? 'STANDARD';
  const definition = acceptDefinition(input.definition!, type);
  const { machines } = sfnStore(call.kernel, call);
  const arn = stateMachineArn(call, name);
  const existing = machines.get(arn);
  if (existing !== undefined) return createdAgain(existing, input);
  const nowMs = call.kernel.clock.now();
  const machine: StateMachine = {
    arn,
    name,
    type,
    creationMs: nowMs,
    definitionText: input.definition!,
    definition,
    roleArn: input.roleArn!,
    revisionId: undefined,
    updateMs: nowMs,
    loggingConfiguration: { ...LOGGING_OFF, ...input.loggingConfiguration },
    tracingConfiguration: input.tracingConfiguration ?? TRACING_OFF,
    tags: new Map((input.tags ?? []).map(({ key, value }) => [key!, value ?? ''])),
    versions: [],
    nextVersion: 1,
  };
  machines.set(arn, machine);
  return {
    stateMachineArn: arn,
    creationDate: new Date(nowMs),
    ...(input.publish ? { stateMachineVersionArn: publishVersion(machine, call, input.versionDescription).arn } : {}),
  };
}

export function updateStateMachine(input: UpdateStateMachineInput, call: Call) {
  const { machine } = findMachine(call, input.stateMachineArn!);
  const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
  if ([definition, roleArn, loggingConfiguration, tracingConfiguration].every((field) => field === undefined)) {
    throw new AwsError(
      'MissingRequiredParameter',
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    );
  }
  if (definition !== undefined) {
    machine.definition = acceptDefinition(definition, machine.type);
    machine.definitionText = definition;
  }
  if (roleArn !== undefined) machine.roleArn = roleArn;
  if (loggingConfiguration !== undefined) machine.loggingConfiguration = { ...LOGGING_OFF, ...loggingConfiguration };
  if (tracingConfiguration !== undefined) machine.tracingConfiguration = tracingConfiguration;
  machine.revisionId = call.kernel.random.uuid();
  machine.updateMs = call.kernel.clock.now();
  return {
    updateDate: new Date(machine.updateMs),
    revisionId: machine.revisionId,
    ...(input.publish ? { stateMachineVersionArn: publishVersion(machine, call, input.versionDescription).arn } : {}),
  };
}

/** Deleting a state machine that does not exist succeeds. Running executions are aborted. */
export function deleteStateMachine(input: DeleteStateMachineInput, call: Call) {
  const store = sfnStore(call.kernel, call);
  const arn = input.stateMachineArn!;
  store.machines.delete(arn);
  for (const execution of store.executions.values()) {
    if (execution.machine.arn !== arn || !isRunning(execution)) continue;
    endExecution(runOf(call, execution), { status: 'ABORTED', previousEventId: 0 });
  }
  return {};
}

export function describeStateMachine(input: DescribeStateMachineInput, call: Call) {
  const { machine, version } = findMachine(call, input.stateMachineArn!);
  const shown = version ?? machine;
  return {
    stateMachineArn: shown.arn,
    name: machine.name,
    status: 'ACTIVE',
    definition: shown.definitionText,
    roleArn: shown.roleArn,
    type: machine.type,
    creationDate: new Date(shown.creationMs),
    loggingConfiguration: machine.loggingConfiguration,
    tracingConfiguration: machine.tracingConfiguration,
    ...(shown.revisionId === undefined ? {} : { revisionId: shown.revisionId }),
    ...(version?.description === undefined ? {} : { description: version.description }),
    ...references(shown.definition),
  };
}

export function listStateMachines(input: ListStateMachinesInput, call: Call) {
  const machines = [...sfnStore(call.kernel, call).machines.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextToken } = pageOf(machines, input);
  return {
    stateMachines: items.map(({ arn, name, type, creationMs }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: new Date(creationMs),
    })),
    nextToken,
  };
}

function createdAgain(existing: StateMachine, input: CreateStateMachineInput) {
  if (existing.definitionText !== input.definition || existing.type !== (input.type ?? 'STANDARD')) {
    throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${existing.arn}'`);
  }
  return { stateMachineArn: existing.arn, creationDate: new Date(existing.creationMs) };
}

/** Variables by the state that refers to them; only JSONata definitions are searched. */
function references({ QueryLanguage, States }: StateMachineDefinition): {
  variableReferences?: Record<string, readonly string[]>;
} {
  if (QueryLanguage !== 'JSONata') return {};
  const found = Object.entries(States).flatMap(([name, state]) => {
    const names = [...JSON.stringify(state).matchAll(/\{%(.*?)%\}/g)]
      .flatMap(([, expression = '']) => [...expression.matchAll(/\$([A-Za-z_]\w*)(?!\w*\()/g)])
      .map(([, variable]) => variable!)
      .filter((variable) => variable !== 'states');
    return names.length === 0 ? [] : [[name, [...new Set(names)]] as const];
  });
  return found.length === 0 ? {} : { variableReferences: Object.fromEntries(found) };
}
