import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaRef, SchemaTraitsObject } from '@smithy/types';
import type { Service } from '../kernel/service.ts';

export type ProtocolName = 'awsQuery' | 'ec2Query' | 'awsJson1_0' | 'awsJson1_1' | 'restJson1' | 'restXml';

export interface OperationModel {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** Method, URI template and success status; REST protocols only. */
  readonly http: readonly [string, string, number] | undefined;
}

export interface ErrorModel {
  readonly name: string;
  readonly schema: NormalizedSchema;
  /** Code in the query protocol, where it differs from the shape's name. */
  readonly queryCode: string;
  readonly status: number | undefined;
}

/** A service as the wire reads it: its protocol, and every operation and error of its SDK client. */
export interface ServiceModel {
  readonly signingName: string;
  readonly protocol: ProtocolName;
  /** Smithy namespace of the shapes, `com.amazonaws.sqs`. */
  readonly namespace: string;
  readonly version: string;
  /** The text before the dot in `X-Amz-Target`. */
  readonly target: string;
  readonly xmlNamespace: string | undefined;
  /** A JSON service that also sends the error codes of its former query protocol. */
  readonly isQueryCompatible: boolean;
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly errors: readonly ErrorModel[];
}

/**
 * Reads a service's model out of its SDK client: schemas from the `...$` exports, protocol from a client's
 * configuration.
 */
export function serviceModel(service: Service): ServiceModel {
  const { protocol, protocolSettings } = clientConfig(service);
  const operations = new Map<string, OperationModel>();
  const errors: ErrorModel[] = [];
  for (const [name, schema] of Object.entries(service.schemas)) {
    if (!name.endsWith('$') || !Array.isArray(schema)) continue;
    if (schema[0] === OPERATION) operations.set(schema[2], operationModel(schema as unknown as OperationTuple));
    if (schema[0] === ERROR) errors.push(errorModel(schema as unknown as SchemaRef));
  }
  return {
    signingName: service.signingName,
    protocol: protocol.getShapeId().split('#')[1] as ProtocolName,
    namespace: protocolSettings.defaultNamespace,
    version: protocolSettings.version,
    target: protocolSettings.serviceTarget,
    xmlNamespace: protocolSettings.xmlNamespace,
    isQueryCompatible: protocolSettings.awsQueryCompatible ?? false,
    operations,
    errors,
  };
}

const OPERATION = 9;
const ERROR = -3;

type OperationTuple = readonly [9, string, string, number | SchemaTraitsObject, SchemaRef, SchemaRef];

interface ClientConfig {
  readonly protocol: { getShapeId(): string };
  readonly protocolSettings: {
    readonly defaultNamespace: string;
    readonly version: string;
    readonly serviceTarget: string;
    readonly xmlNamespace?: string;
    readonly awsQueryCompatible?: boolean;
  };
}

/** Only a client instance exposes the protocol settings, so one is created and discarded. */
function clientConfig(service: Service): ClientConfig {
  const found = Object.entries(service.schemas).find(
    ([name, value]) => name.endsWith('Client') && !name.startsWith('_') && typeof value === 'function',
  );
  if (found === undefined) throw new Error(`the schemas of ${service.signingName} hold no SDK client`);
  const [, Client] = found as [string, new (config: object) => { config: ClientConfig }];
  return new Client({ region: 'us-east-1' }).config;
}

function operationModel([, , name, traits, input, output]: OperationTuple): OperationModel {
  const http = typeof traits === 'object' ? (traits.http as OperationModel['http']) : undefined;
  return { name, input: NormalizedSchema.of(input), output: NormalizedSchema.of(output), http };
}

function errorModel(ref: SchemaRef): ErrorModel {
  const schema = NormalizedSchema.of(ref);
  const name = schema.getName() ?? 'Unknown';
  const { awsQueryError, httpError } = schema.getMergedTraits();
  const [queryCode, queryStatus] = (awsQueryError as [string, number] | undefined) ?? [name, undefined];
  return { name, schema, queryCode, status: (httpError as number | undefined) ?? queryStatus };
}
