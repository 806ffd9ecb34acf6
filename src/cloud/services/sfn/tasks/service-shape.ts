import type { NormalizedSchema } from '@smithy/core/schema';
import type { Kernel, Service } from '../../../kernel/service.ts';
import { type ServiceModel, serviceModel } from '../../../wire/service-model.ts';
import { kindOf, membersOf } from '../../../wire/shape.ts';
import type { Json } from '../asl/definition.ts';
import { isObject } from '../asl/json-path.ts';
import { RuntimeFault } from '../asl/states-error.ts';

const models = new WeakMap<Service, ServiceModel>();

/** The model of a registered service, `undefined` when the embedded cloud has no such service. */
export function modelOf(kernel: Kernel, signingName: string): ServiceModel | undefined {
  const services = 'services' in kernel ? (kernel.services as ReadonlyMap<string, Service>) : undefined;
  const service = services?.get(signingName);
  if (service === undefined) return undefined;
  const known = models.get(service) ?? serviceModel(service);
  models.set(service, known);
  return known;
}

/**
 * A state's arguments as the operation's input: members are matched case-insensitively, because the language writes
 * them in Pascal case; timestamps and blobs are parsed; `isLenient` converts objects to text where the operation takes
 * text.
 */
export function toOperationInput(schema: NormalizedSchema, value: Json, isLenient: boolean): unknown {
  if (value === null) return undefined;
  switch (kindOf(schema)) {
    case 'structure':
      return structureInput(schema, value, isLenient);
    case 'list':
      if (!Array.isArray(value)) throw typeMismatch(value, 'an array');
      return value.map((item) => toOperationInput(schema.getValueSchema(), item, isLenient));
    case 'map':
      if (!isObject(value)) throw typeMismatch(value, 'an object');
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, toOperationInput(schema.getValueSchema(), item, isLenient)]),
      );
    case 'timestamp':
      return new Date(typeof value === 'number' ? value * 1000 : String(value));
    case 'blob':
      return Buffer.from(typeof value === 'string' && !isLenient ? value : JSON.stringify(value));
    case 'string':
      if (typeof value === 'string') return value;
      if (isLenient) return JSON.stringify(value);
      throw typeMismatch(value, 'a STRING');
    default:
      return value;
  }
}

/** An operation's output as a state's result: members in Pascal case, timestamps as ISO text, blobs as text. */
export function toTaskResult(schema: NormalizedSchema | undefined, value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object') return value as Json;
  const kind = schema === undefined ? 'document' : kindOf(schema);
  if (Array.isArray(value)) {
    const item = kind === 'list' ? schema?.getValueSchema() : undefined;
    return value.map((entry) => toTaskResult(item, entry));
  }
  const members = kind === 'structure' ? new Map(membersOf(schema!)) : undefined;
  const inner = kind === 'map' ? schema?.getValueSchema() : undefined;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined && entry !== null)
      .map(([key, entry]) =>
        members === undefined
          ? [key, toTaskResult(inner, entry)]
          : [key.charAt(0).toUpperCase() + key.slice(1), toTaskResult(members.get(key), entry)],
      ),
  );
}

function structureInput(schema: NormalizedSchema, value: Json, isLenient: boolean): Record<string, unknown> {
  if (!isObject(value)) throw typeMismatch(value, 'an object');
  const members = new Map(membersOf(schema).map(([name, member]) => [name.toLowerCase(), [name, member] as const]));
  const input: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const member = members.get(key.toLowerCase());
    if (member === undefined) {
      throw new RuntimeFault(
        `The Parameters '${JSON.stringify(value)}' could not be used to start the Task: ` +
          `[The field "${key}" is not supported by Step Functions]`,
      );
    }
    input[member[0]] = toOperationInput(member[1], item, isLenient);
  }
  return input;
}

function typeMismatch(value: Json, wanted: string): RuntimeFault {
  return new RuntimeFault(
    `The Parameters could not be used to start the Task: [The value ${JSON.stringify(value)} must be ${wanted}]`,
  );
}
