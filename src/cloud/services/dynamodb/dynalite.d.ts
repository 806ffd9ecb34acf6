/** The parts of dynalite that `engine.ts` drives; the package brings no types. */
declare module 'dynalite/db/index.js' {
  export interface DynaliteTable {
    TableStatus: string;
    KeySchema: { AttributeName: string; KeyType: string }[];
    AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
    GlobalSecondaryIndexes?: Record<string, unknown>[];
    LocalSecondaryIndexes?: Record<string, unknown>[];
    [member: string]: unknown;
  }
  export interface DynaliteStore {
    readonly tableDb: {
      awsAccountId: string;
      awsRegion: string;
      get(name: string, callback: (error: Error | null, table?: DynaliteTable) => void): void;
      put(name: string, table: DynaliteTable, callback: (error: Error | null) => void): void;
    };
    /** The database with tables, items and indexes. */
    readonly db: {
      iterator(): { all(): Promise<[string, unknown][]> };
      batch(operations: readonly { type: 'put'; key: string; value: unknown }[]): Promise<void>;
    };
    deleteIndexDb(type: string, table: string, index: string, callback: (error: Error | null) => void): void;
  }
  const db: {
    create(options: { createTableMs: number; updateTableMs: number; deleteTableMs: number }): DynaliteStore;
    compare(operator: string, value: object | undefined, operands: readonly (object | undefined)[]): boolean;
    updateIndexes(
      store: DynaliteStore,
      table: DynaliteTable,
      existing: object | null,
      item: object,
      callback: (error: Error | null) => void,
    ): void;
  };
  export default db;
}

declare module 'dynalite/validations/index.js' {
  import type { DynaliteStore } from 'dynalite/db/index.js';

  const validations: {
    checkTypes(data: object, types: object): Record<string, unknown>;
    checkValidations(data: object, types: object, custom: unknown, store: DynaliteStore): void;
  };
  export default validations;
}
