import type { SSESpecification, StreamSpecification, TimeToLiveSpecification } from '@aws-sdk/client-dynamodb';
import { companion } from '../../kernel/companion.ts';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Call, Kernel } from '../../kernel/service.ts';
import { Engine, type Entry } from './engine.ts';

/** What dynalite does not store about a table. */
export interface TableRecord {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAtMs: number;
  readonly streamLabel: string;
  /** The time it becomes ACTIVE. */
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

/** Items lie in the engine of their account and region. */
const enginesOf = companion((_kernel: Kernel) => new Map<string, Engine>());

export function tableStore(kernel: Kernel, { account, region }: AccountRegion): TableStore {
  const accountRegion = { account, region };
  const tables = kernel.store('dynamodb', accountRegion, () => new Map<string, TableRecord>());
  const engines = enginesOf(kernel);
  const key = `${account} ${region}`;
  const engine = engines.get(key) ?? new Engine(accountRegion, kernel.clock);
  engines.set(key, engine);
  return { engine, tables };
}

type SavedItems = readonly (readonly [AccountRegion, readonly Entry[]])[];

/** Tables and items of every account and region, as dynalite keeps them. */
export async function saveItems(kernel: Kernel): Promise<SavedItems> {
  const saved: [AccountRegion, readonly Entry[]][] = [];
  for (const accountRegion of kernel.accountRegions('dynamodb')) {
    saved.push([accountRegion, await tableStore(kernel, accountRegion).engine.save()]);
  }
  return saved;
}

export async function loadItems(kernel: Kernel, saved: unknown): Promise<void> {
  for (const [accountRegion, entries] of saved as SavedItems) {
    await tableStore(kernel, accountRegion).engine.load(entries);
  }
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
