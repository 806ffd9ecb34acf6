import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { decodeCursor } from '../../core/cursor.ts';
import { Operation, OperationEvent, Release, ScopeState, SpecRecord, Waiter, WaitToken } from '../../core/entities.ts';
import { PlinthError } from '../../core/errors.ts';
import { isFinished } from '../../core/operation/operation-state.ts';
import type { Page, PageRequest, StateStore } from '../../core/ports/index.ts';
import { endedOperations, keys, openOperations } from './keys.ts';
import { listOpenOperations, listOperations, listSort, scopeKeys } from './operation-list.ts';
import { listItems } from './pages.ts';
import { claimItem, createItem, type Kind, readItem, removeItem, type Table, updateItem } from './table.ts';

const unlisted = () => ({});
const specs: Kind<SpecRecord> = { schema: SpecRecord, index: unlisted };
const scopeStates: Kind<ScopeState> = { schema: ScopeState, index: unlisted };
const releases: Kind<Release> = { schema: Release, index: unlisted };
const operations: Kind<Operation> = {
  schema: Operation,
  index: (operation) => ({
    listKey: isFinished(operation) ? endedOperations : openOperations,
    listSort: listSort(operation),
    ...scopeKeys(operation),
  }),
};

/** Documents are of any shape, so they are stored as text. */
const DocumentItem = z.object({ document: z.string() });

/** The state in one DynamoDB table, one conditional write per transition. */
export function dynamoDbStateStore(table: Table): StateStore {
  return {
    ...scopeItems(table),
    ...operationItems(table),
    ...releaseItems(table),
    ...tokenItems(table),
    ...waiterItems(table),
    claim: (key, claim) => claimItem(table, keys.claim(key), claim),
  };
}

type Scopes = Pick<StateStore, 'readSpec' | 'updateSpec' | 'readScopeState' | 'updateScopeState' | 'listScopeStates'>;

function scopeItems(table: Table): Scopes {
  return {
    readSpec: (scope) => readItem(table, keys.spec(scope), SpecRecord),
    updateSpec: (scope, decide) => updateItem(table, { key: keys.spec(scope), kind: specs }, decide),
    readScopeState: (scope) => readItem(table, keys.scopeState(scope), ScopeState),
    updateScopeState: async (scope, decide) =>
      present(await updateItem(table, { key: keys.scopeState(scope), kind: scopeStates }, decide)),
    listScopeStates: (parent, { cursor, limit } = {}) =>
      listItems(table, {
        schema: ScopeState,
        under: keys.scopeStates(parent),
        sortKey: (scopeState) => keys.scopeState(scopeState.scope).sk,
        newestFirst: false,
        after: decodeCursor(cursor, 'STATE#'),
        limit,
      }),
  };
}

type Operations = Pick<
  StateStore,
  | 'createOperation'
  | 'readOperation'
  | 'updateOperation'
  | 'dropOperation'
  | 'listOperations'
  | 'listOpenOperations'
  | 'appendEvent'
  | 'listEvents'
  | 'putDocument'
  | 'readDocument'
>;

function operationItems(table: Table): Operations {
  return {
    createOperation: (operation) => {
      const item = Operation.parse(operation);
      return createItem(table, keys.operation(item.id), { ...item, ...operations.index(item) });
    },
    readOperation: (id) => readItem(table, keys.operation(id), Operation),
    updateOperation: async (id, decide) => {
      const target = { key: keys.operation(id), kind: operations };
      return present(await updateItem(table, target, (now) => decide(found(now, `operation '${id}'`))));
    },
    dropOperation: (id, version) => removeItem(table, keys.operation(id), version),
    listOperations: (scope, page) => listOperations(table, scope, page),
    listOpenOperations: () => listOpenOperations(table),
    appendEvent: (event) =>
      putItem(table, { ...OperationEvent.parse(event), ...keys.event(event.operationId, event.id) }),
    listEvents: (operationId, page) => listEvents(table, operationId, page),
    putDocument: (operationId, key, document) =>
      putItem(table, { document: JSON.stringify(document), ...keys.document(operationId, key) }),
    readDocument: async (operationId, key) => {
      const item = await readItem(table, keys.document(operationId, key), DocumentItem);
      return item && JSON.parse(item.document);
    },
  };
}

/** The cursor of a page of events is its last event's id, by which clients follow an operation. */
async function listEvents(
  table: Table,
  operationId: string,
  { cursor: after, limit }: PageRequest = {},
): Promise<Page<OperationEvent>> {
  const { items, cursor } = await listItems(table, {
    schema: OperationEvent,
    under: keys.event(operationId, ''),
    sortKey: (event) => keys.event(event.operationId, event.id).sk,
    newestFirst: false,
    after: after === undefined ? undefined : keys.event(operationId, after).sk,
    limit,
  });
  const last = items.at(-1);
  return cursor !== undefined && last ? { items, cursor: last.id } : { items };
}

type Releases = Pick<StateStore, 'createRelease' | 'readRelease' | 'updateRelease' | 'listReleases'>;

function releaseItems(table: Table): Releases {
  return {
    createRelease: (release) => {
      const item = Release.parse(release);
      return createItem(table, keys.release(item.scope, item.number), item);
    },
    readRelease: (scope, number) => readItem(table, keys.release(scope, number), Release),
    updateRelease: async (scope, number, decide) => {
      const target = { key: keys.release(scope, number), kind: releases };
      const what = `release ${number} of ${scope}`;
      return present(await updateItem(table, target, (now) => decide(found(now, what))));
    },
    listReleases: (scope, { cursor, limit } = {}) =>
      listItems(table, {
        schema: Release,
        under: keys.releases(scope),
        sortKey: (release) => keys.release(release.scope, release.number).sk,
        newestFirst: true,
        after: decodeCursor(cursor, 'RELEASE#'),
        limit,
      }),
  };
}

type Tokens = Pick<StateStore, 'putToken' | 'readToken' | 'takeToken'>;

function tokenItems(table: Table): Tokens {
  return {
    putToken: (token) => putItem(table, { ...WaitToken.parse(token), ...keys.token(token.key) }),
    readToken: (key) => readItem(table, keys.token(key), WaitToken),
    takeToken: async (key) => {
      const command = new DeleteCommand({ TableName: table.name, Key: keys.token(key), ReturnValues: 'ALL_OLD' });
      const { Attributes } = await table.client.send(command);
      return Attributes && WaitToken.parse(Attributes);
    },
  };
}

function waiterItems(table: Table): Pick<StateStore, 'putWaiter' | 'listWaiters'> {
  return {
    putWaiter: (waiter) => putItem(table, { ...Waiter.parse(waiter), ...keys.waiter(waiter) }),
    listWaiters: (operationId, { cursor, limit } = {}) =>
      listItems(table, {
        schema: Waiter,
        under: keys.waiters(operationId),
        sortKey: (waiter) => keys.waiter(waiter).sk,
        newestFirst: false,
        after: decodeCursor(cursor, 'WAITER#'),
        limit,
      }),
  };
}

async function putItem(table: Table, item: object): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...item } }));
}

function found<T>(entity: T | undefined, what: string): T {
  if (entity !== undefined) return entity;
  throw new PlinthError('NotFound', `${what} does not exist`);
}

/** The entity that `decide` answered. */
function present<T>(entity: T | undefined): T {
  return found(entity, 'entity after its own write');
}
