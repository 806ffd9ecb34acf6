import { createRequire } from 'node:module';
import db, { type DynaliteStore, type DynaliteTable } from 'dynalite/db/index.js';
import validations from 'dynalite/validations/index.js';
import type { Clock } from '../../kernel/clock.ts';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion } from '../../kernel/service.ts';
import { byValue, type Expression } from './expression-by-value.ts';

type Json = Record<string, unknown>;

interface DynaliteFailure {
  readonly statusCode?: number;
  readonly body?: { readonly __type: string; readonly message?: string; readonly Message?: string };
}

type Action = (store: DynaliteStore, data: Json, callback: (error: unknown, answer?: Json) => void) => void;

/** A dynalite key and its value. */
export type Entry = readonly [key: string, value: unknown];

const require = createRequire(import.meta.url);

/**
 * A dynalite instance, called in process with the steps of its own request handler: check types, check values, act.
 * It does real (if small) asynchronous work, during which virtual time stands still.
 */
export class Engine {
  private readonly store: DynaliteStore;
  private readonly clock: Clock;
  private readonly tails = new Map<string, Promise<unknown>>();

  constructor(accountRegion: AccountRegion, clock: Clock) {
    this.clock = clock;
    this.store = db.create({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
    this.store.tableDb.awsAccountId = accountRegion.account;
    this.store.tableDb.awsRegion = accountRegion.region;
  }

  /** Runs one operation in DynamoDB's JSON form. Throws `AwsError` as DynamoDB answers it. */
  run(operation: string, input: object): Promise<Json> {
    return this.clock.hold(() => this.act(operation, input));
  }

  /** Runs work on a table after all earlier work, so that a failed condition can read the item that it saw. */
  exclusive<T>(tableName: string, work: (act: (operation: string, input: object) => Promise<Json>) => Promise<T>) {
    return this.clock.hold(async () => {
      const before = this.tails.get(tableName) ?? Promise.resolve();
      const done = before.then(() => work((operation, input) => this.act(operation, input)));
      this.tails.set(
        tableName,
        done.catch(() => {}),
      );
      return done;
    });
  }

  /** Waits until dynalite has created, changed or deleted the table, which it does a moment after it answers. */
  settled(tableName: string): Promise<void> {
    return this.clock.hold(async () => {
      for (;;) {
        const table = await this.table(tableName);
        if (table === undefined || table.TableStatus === 'ACTIVE') return;
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
  }

  /**
   * Creates and backfills a global secondary index, or deletes one; dynalite supports neither after the table's
   * creation.
   */
  changeIndexes(tableName: string, change: (table: DynaliteTable) => Json | undefined): Promise<void> {
    return this.exclusive(tableName, async (act) => {
      const table = await this.table(tableName);
      if (table === undefined) return;
      const added = change(table);
      await settle((callback) => this.store.tableDb.put(tableName, table, callback));
      if (added === undefined) return;
      const indexOnly = { ...table, GlobalSecondaryIndexes: [added] };
      delete indexOnly.LocalSecondaryIndexes;
      for (const item of await allItems(act, tableName)) {
        await settle((callback) => db.updateIndexes(this.store, indexOnly, null, item, callback));
      }
    });
  }

  /** Deletes the items that a filter finds. */
  deleteItems(tableName: string, filter: object): Promise<void> {
    return this.exclusive(tableName, async (act) => {
      const { Table } = (await act('DescribeTable', { TableName: tableName })) as unknown as {
        Table: { KeySchema: { AttributeName: string }[] };
      };
      for (const item of await allItems(act, tableName, filter)) {
        const Key = Object.fromEntries(
          Table.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]),
        );
        await act('DeleteItem', { TableName: tableName, Key });
      }
    });
  }

  dropIndex(tableName: string, indexName: string): Promise<void> {
    return this.clock.hold(() =>
      settle((callback) => this.store.deleteIndexDb('Global', tableName, indexName, callback)),
    );
  }

  /** All tables and items, in dynalite's own form. */
  save(): Promise<readonly Entry[]> {
    return this.clock.hold(() => this.store.db.iterator().all());
  }

  /** Restores them into an empty engine. */
  load(entries: readonly Entry[]): Promise<void> {
    return this.clock.hold(() => this.store.db.batch(entries.map(([key, value]) => ({ type: 'put', key, value }))));
  }

  private table(name: string): Promise<DynaliteTable | undefined> {
    return new Promise((resolve) => this.store.tableDb.get(name, (_error, table) => resolve(table)));
  }

  private act(operation: string, input: object): Promise<Json> {
    const name = operation.charAt(0).toLowerCase() + operation.slice(1);
    const validation = require(`dynalite/validations/${name}.js`);
    const action: Action = require(`dynalite/actions/${name}.js`);
    return new Promise((resolve, reject) => {
      try {
        const data = validations.checkTypes(structuredClone(input), validation.types);
        validations.checkValidations(data, validation.types, validation.custom, this.store);
        compareByValue(data);
        action(this.store, data, (error, answer) => {
          if (error) reject(asAwsError(error));
          // A copy, because dynalite keeps using the objects that it answers.
          else resolve(JSON.parse(JSON.stringify(answer ?? {})));
        });
      } catch (error) {
        reject(asAwsError(error));
      }
    });
  }
}

/** Conditions and filters, which the validation has parsed. */
function compareByValue(data: Json): void {
  for (const member of ['_condition', '_filter']) {
    const parsed = data[member] as { expression: Expression } | undefined;
    if (parsed !== undefined) data[member] = { ...parsed, expression: byValue(parsed.expression) };
  }
}

async function allItems(
  act: (operation: string, input: object) => Promise<Json>,
  TableName: string,
  filter: object = {},
): Promise<readonly Json[]> {
  const items: Json[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = await act('Scan', {
      TableName,
      ...filter,
      ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
    });
    items.push(...(page.Items as Json[]));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

function settle(work: (callback: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => work((error) => (error ? reject(error) : resolve())));
}

function asAwsError(error: unknown): unknown {
  const { statusCode, body } = error as DynaliteFailure;
  if (body === undefined) return error;
  const code = body.__type.slice(body.__type.indexOf('#') + 1);
  return new AwsError(code, body.message ?? body.Message ?? '', statusCode ?? 400);
}
