import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { decodeCursor } from '../../core/cursor.ts';
import type { Operation, OperationEvent, Release } from '../../core/entities.ts';
import { PlinthError } from '../../core/errors.ts';
import { isFinished } from '../../core/operation/operation-state.ts';
import { expiryAfter, operationExpiry, releaseExpiry, tokenExpiry } from '../../core/operation/retention.ts';
import type { Page, PageRequest, StateStore } from '../../core/ports/index.ts';
import { driftItems } from './drift-items.ts';
import { decodeItem, encodeItem, type Item, type ItemKind, KINDS } from './item-kinds.ts';
import { endedOperations, type Key, keys, listIndex, openOperations, tokensOf } from './keys.ts';
import { observationItems } from './observation-items.ts';
import { listOpenOperations, listOperations, listSort, scopeKeys } from './operation-list.ts';
import { listItems } from './pages.ts';
import { retainedItems } from './retained-items.ts';
import { scopeClaimItems } from './scope-claims.ts';
import {
  claimItem,
  createItem,
  isExpired,
  type Place,
  putItem,
  queryItems,
  queryUnder,
  readItem,
  removeItem,
  type Table,
  updateItem,
} from './table.ts';
import { wantedItems } from './wanted-items.ts';

const specAt = (scope: string) => ({ key: keys.spec(scope), kind: KINDS.spec, attributes: () => ({}) });
const scopeStateAt = (scope: string) => ({
  key: keys.scopeState(scope),
  kind: KINDS.scopeState,
  attributes: () => ({}),
});
const releaseAt = (scope: string, number: number): Place<Release> => ({
  key: keys.release(scope, number),
  kind: KINDS.release,
  attributes: (release) => expiring(releaseExpiry(release)),
});
const operationAt = (id: string): Place<Operation> => ({
  key: keys.operation(id),
  kind: KINDS.operation,
  attributes: (operation) => ({
    listKey: isFinished(operation) ? endedOperations : openOperations,
    listSort: listSort(operation),
    ...scopeKeys(operation),
    ...expiring(operationExpiry(operation)),
  }),
});

/** The attribute by which DynamoDB deletes an item: TimeToLiveSpecification in infra/table.yml. */
function expiring(expires: number | undefined): Item {
  return expires === undefined ? {} : { expires };
}

/** The state in one DynamoDB table, one conditional write per transition. */
export function dynamoDbStateStore(table: Table): StateStore {
  return {
    ...scopeItems(table),
    ...operationItems(table),
    ...releaseItems(table),
    ...tokenItems(table),
    ...waiterItems(table),
    ...observationItems(table),
    ...scopeClaimItems(table),
    ...retainedItems(table),
    ...driftItems(table),
    ...wantedItems(table),
    claim: (key, claim) => claimItem(table, keys.claim(key), claim),
  };
}

type Scopes = Pick<StateStore, 'readSpec' | 'updateSpec' | 'readScopeState' | 'updateScopeState' | 'listScopeStates'>;

function scopeItems(table: Table): Scopes {
  return {
    readSpec: (scope) => readItem(table, keys.spec(scope), KINDS.spec),
    updateSpec: (scope, decide) => updateItem(table, specAt(scope), decide),
    readScopeState: (scope) => readItem(table, keys.scopeState(scope), KINDS.scopeState),
    updateScopeState: async (scope, decide) => present(await updateItem(table, scopeStateAt(scope), decide)),
    listScopeStates: (parent, { cursor, limit } = {}) =>
      listItems(table, {
        kind: KINDS.scopeState,
        under: keys.scopeStates(parent),
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
  | 'listDocuments'
>;

function operationItems(table: Table): Operations {
  return {
    createOperation: (operation) => createItem(table, operationAt(operation.id), operation),
    readOperation: (id) => readItem(table, keys.operation(id), KINDS.operation),
    updateOperation: async (id, decide) => {
      return present(await updateItem(table, operationAt(id), (now) => decide(found(now, `operation '${id}'`))));
    },
    dropOperation: (id, version) => removeItem(table, keys.operation(id), version),
    listOperations: (scope, page) => listOperations(table, scope, page),
    listOpenOperations: (skipped) => listOpenOperations(table, skipped),
    appendEvent: (event) =>
      put(
        table,
        { key: keys.event(event.operationId, event.id), kind: KINDS.event },
        {
          entity: event,
          expires: expiryAfter(new Date(event.time), 'ofOperation'),
        },
      ),
    listEvents: (operationId, page) => listEvents(table, operationId, page),
    putDocument: (operationId, key, document) =>
      put(
        table,
        { key: keys.document(operationId, key), kind: KINDS.document },
        {
          entity: { document: JSON.stringify(document) },
          expires: expiryAfter(table.now(), 'ofOperation'),
        },
      ),
    readDocument: async (operationId, key) => {
      const item = await readItem(table, keys.document(operationId, key), KINDS.document);
      return item && JSON.parse(item.document);
    },
    listDocuments: (operationId, prefix) => listDocuments(table, operationId, prefix),
  };
}

/** More than an operation has of one kind: it changes at most 200 stacks. */
const documentsMax = 1000;

async function listDocuments(table: Table, operationId: string, prefix: string): Promise<ReadonlyMap<string, unknown>> {
  const under = keys.document(operationId, prefix);
  const found = await queryUnder(table, under, documentsMax);
  const entry = (item: Item) =>
    [String(item.sk).slice(under.sk.length), JSON.parse(decodeItem(KINDS.document, item).document)] as const;
  return new Map(found.map(entry));
}

/** The cursor of a page of events is its last event's id, by which clients follow an operation. */
async function listEvents(
  table: Table,
  operationId: string,
  { cursor: after, limit }: PageRequest = {},
): Promise<Page<OperationEvent>> {
  const { cursor, ...page } = await listItems(table, {
    kind: KINDS.event,
    under: keys.event(operationId, ''),
    newestFirst: false,
    after: after === undefined ? undefined : keys.event(operationId, after).sk,
    limit,
  });
  const last = page.items.at(-1);
  return cursor !== undefined && last ? { ...page, cursor: last.id } : page;
}

type Releases = Pick<StateStore, 'createRelease' | 'readRelease' | 'updateRelease' | 'listReleases'>;

function releaseItems(table: Table): Releases {
  return {
    createRelease: (release) => createItem(table, releaseAt(release.scope, release.number), release),
    readRelease: (scope, number) => readItem(table, keys.release(scope, number), KINDS.release),
    updateRelease: async (scope, number, decide) => {
      const what = `release ${number} of ${scope}`;
      return present(await updateItem(table, releaseAt(scope, number), (now) => decide(found(now, what))));
    },
    listReleases: (scope, { cursor, limit } = {}) =>
      listItems(table, {
        kind: KINDS.release,
        under: keys.releases(scope),
        newestFirst: true,
        after: decodeCursor(cursor, 'RELEASE#'),
        limit,
      }),
  };
}

type Tokens = Pick<StateStore, 'putToken' | 'readToken' | 'takeToken' | 'dropTokens'>;

function tokenItems(table: Table): Tokens {
  return {
    putToken: (token) =>
      put(
        table,
        { key: keys.token(token.key), kind: KINDS.token },
        {
          entity: token,
          expires: tokenExpiry(token),
          // The index finds the tokens of an operation, so that they go with its end.
          listed: { listKey: tokensOf(token.operationId), listSort: token.key },
        },
      ),
    readToken: (key) => readItem(table, keys.token(key), KINDS.token),
    takeToken: async (key) => {
      const command = new DeleteCommand({ TableName: table.name, Key: keys.token(key), ReturnValues: 'ALL_OLD' });
      const { Attributes } = await table.client.send(command);
      return Attributes && !isExpired(Attributes, table) ? decodeItem(KINDS.token, Attributes) : undefined;
    },
    dropTokens: async (operationId) => {
      const tokens = await queryItems(table, {
        IndexName: listIndex,
        KeyConditionExpression: 'listKey = :list',
        ExpressionAttributeValues: { ':list': tokensOf(operationId) },
        Limit: tokensMax,
      });
      for (const { pk, sk } of tokens) {
        await table.client.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk } }));
      }
    },
  };
}

function waiterItems(table: Table): Pick<StateStore, 'putWaiter' | 'listWaiters'> {
  return {
    putWaiter: (waiter) =>
      put(
        table,
        { key: keys.waiter(waiter), kind: KINDS.waiter },
        {
          entity: waiter,
          expires: expiryAfter(table.now(), 'ofOperation'),
        },
      ),
    listWaiters: (operationId, { cursor, limit } = {}) =>
      listItems(table, {
        kind: KINDS.waiter,
        under: keys.waiters(operationId),
        newestFirst: false,
        after: decodeCursor(cursor, 'WAITER#'),
        limit,
      }),
  };
}

/** As many tokens as one operation can leave: one for each branch, and those of its release. */
const tokensMax = 500;

interface Written<T> {
  readonly entity: T;
  readonly expires: number;
  /** Attributes for the index. */
  readonly listed?: Item;
}

async function put<T>(
  table: Table,
  { key, kind }: { readonly key: Key; readonly kind: ItemKind<T> },
  { entity, expires, listed = {} }: Written<T>,
): Promise<void> {
  await putItem(table, key, { ...encodeItem(kind, entity), ...listed, expires });
}

function found<T>(entity: T | undefined, what: string): T {
  if (entity !== undefined) return entity;
  throw new PlinthError('NotFound', `${what} does not exist`);
}

/** The entity that `decide` answered. */
function present<T>(entity: T | undefined): T {
  return found(entity, 'entity after its own write');
}
