import type { SSESpecification, StreamSpecification, TimeToLiveSpecification } from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Call, Kernel } from '../../kernel/service.ts';
import { Engine } from './engine.ts';

/** What is known of a table besides what dynalite keeps. */
export interface TableRecord {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAtMs: number;
  readonly streamLabel: string;
  /** When it turns ACTIVE. */
  readonly readyAtMs: number;
  tags: Map<string, string>;
  isProtected: boolean;
  tableClass: string | undefined;
  encryption: SSESpecification | undefined;
  stream: StreamSpecification | undefined;
  timeToLive: TimeToLiveSpecification | undefined;
  recoveryPeriodDays: number | undefined;
  policy: { readonly text: string; readonly revisionId: string } | undefined;
}

export interface TableStore {
  readonly engine: Engine;
  readonly tables: Map<string, TableRecord>;
}

export function tableStore(kernel: Kernel, accountRegion: AccountRegion): TableStore {
  return kernel.store('dynamodb', accountRegion, () => ({
    engine: new Engine(accountRegion, kernel.clock),
    tables: new Map(),
  }));
}

/** The table by name or ARN; throws ResourceNotFoundException. */
export function findTable(nameOrArn: string, call: Call): TableRecord {
  const name = tableNameOf(nameOrArn);
  const table = tableStore(call.kernel, call).tables.get(name);
  if (table === undefined) {
    throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
  }
  return table;
}

/** Wherever DynamoDB takes a table name it takes the table's ARN too. */
export function tableNameOf(nameOrArn: string): string {
  const [, name] = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/([^/]+)/.exec(nameOrArn) ?? [];
  return name ?? nameOrArn;
}
