import type { CreateFunctionRequest, PutFunctionEventInvokeConfigRequest } from '@aws-sdk/client-lambda';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import type { CodePackage } from './code-package.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';

/** The settings of a function that a version freezes, with the SDK's names. */
export type FunctionSettings = Omit<CreateFunctionRequest, 'FunctionName' | 'Code' | 'Publish' | 'PublishTo' | 'Tags'>;

export interface FunctionVersion {
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly arn: string;
  readonly settings: FunctionSettings;
  readonly code: CodePackage;
  readonly lastModifiedMs: number;
  readonly revisionId: string;
}

export interface FunctionAlias {
  readonly Name: string;
  readonly AliasArn: string;
  FunctionVersion: string;
  Description: string;
  RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> | undefined };
  RevisionId: string;
}

/** Counters for benchmarks. */
export interface InvocationStatistics {
  invocations: number;
  coldStarts: number;
  errors: number;
  throttles: number;
  /** Modelled, billed as AWS bills it: per started millisecond, times the memory. */
  gigabyteSeconds: number;
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly accountRegion: AccountRegion;
  latest: FunctionVersion;
  readonly versions: Map<string, FunctionVersion>;
  lastVersion: number;
  readonly aliases: Map<string, FunctionAlias>;
  /** Statements of the resource policy, by qualifier (`` for none) and statement id. */
  readonly policies: Map<string, Map<string, Record<string, unknown>>>;
  readonly tags: Map<string, string>;
  readonly eventInvokeConfigs: Map<string, EventInvokeConfig>;
  reservedConcurrency?: number;
  running: number;
  readonly statistics: InvocationStatistics;
}

export type EventInvokeConfig = Omit<PutFunctionEventInvokeConfigRequest, 'FunctionName' | 'Qualifier'> & {
  readonly lastModifiedMs: number;
};

export interface LambdaStore {
  readonly functions: Map<string, LambdaFunction>;
  readonly mappings: Map<string, EventSourceMapping>;
}

/** The functions and event source mappings of one account and region. */
export function lambdaStore(kernel: Kernel, accountRegion: AccountRegion): LambdaStore {
  return kernel.store('lambda', accountRegion, () => ({ functions: new Map(), mappings: new Map() }));
}
