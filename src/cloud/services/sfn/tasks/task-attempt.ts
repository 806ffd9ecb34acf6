import type { AccountRegion } from '../../../kernel/service.ts';
import type { Json, JsonObject } from '../asl/definition.ts';
import { resolvePath } from '../asl/json-path.ts';
import { evaluateTemplate, evaluateTyped } from '../asl/jsonata-template.ts';
import { fillPayloadTemplate } from '../asl/payload-template.ts';
import { RuntimeFault } from '../asl/states-error.ts';
import { type Frame, jsonataScope, pathRoots } from '../engine/frame.ts';
import { effectiveInput, stateArguments } from '../engine/state-data.ts';
import type { TaskLimits } from './pending-task.ts';

/** One attempt of a Task state, with its evaluated fields. */
export interface TaskAttempt {
  readonly frame: Frame;
  readonly arguments: Json;
  readonly limits: TaskLimits;
  /** The target of the call: the execution's own account, or that of the role in Credentials. */
  readonly accountRegion: AccountRegion;
  readonly credentialsRoleArn: string | undefined;
}

export async function prepareAttempt(frame: Frame): Promise<TaskAttempt> {
  const credentialsRoleArn = await credentialsRole(frame);
  const account = credentialsRoleArn?.split(':')[4];
  return {
    frame,
    arguments: await stateArguments(frame),
    limits: {
      timeoutSeconds: await limitSeconds(frame, 'TimeoutSeconds'),
      heartbeatSeconds: await limitSeconds(frame, 'HeartbeatSeconds'),
    },
    accountRegion:
      account === undefined ? frame.run.accountRegion : { account, region: frame.run.accountRegion.region },
    credentialsRoleArn,
  };
}

async function credentialsRole(frame: Frame): Promise<string | undefined> {
  const { Credentials } = frame.state;
  if (Credentials === undefined) return undefined;
  const data = effectiveInput(frame);
  const filled =
    frame.language === 'JSONata'
      ? await evaluateTemplate(Credentials, 'Credentials', jsonataScope(frame))
      : fillPayloadTemplate(Credentials, pathRoots(frame, data), frame.run.host);
  const role = (filled as JsonObject).RoleArn;
  return typeof role === 'string' ? role : undefined;
}

async function limitSeconds(frame: Frame, field: 'TimeoutSeconds' | 'HeartbeatSeconds'): Promise<number | undefined> {
  const written = frame.state[field];
  const path = frame.state[`${field}Path`];
  if (written === undefined && path === undefined) return undefined;
  if (frame.language === 'JSONata') {
    return (await evaluateTyped(written ?? null, { location: field, type: 'integer' }, jsonataScope(frame))) as number;
  }
  const value = path === undefined ? written : resolvePath(path, pathRoots(frame, effectiveInput(frame)));
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw new RuntimeFault(
    `The ${field}Path parameter does not reference a positive integer: ${path} == ${String(value)}`,
  );
}
