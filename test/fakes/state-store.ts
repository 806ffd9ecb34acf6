import { decodeCursor, encodeCursor } from '../../src/core/cursor.ts';
import { EnvironmentDrift } from '../../src/core/drift.ts';
import {
  Operation,
  OperationEvent,
  Release,
  ScopeClaim,
  ScopeState,
  SpecRecord,
  Waiter,
  WaitToken,
} from '../../src/core/entities.ts';
import { PlinthError } from '../../src/core/errors.ts';
import { Observation } from '../../src/core/observation.ts';
import { isFinished } from '../../src/core/operation/operation-state.ts';
import type { Page, PageRequest, StateStore } from '../../src/core/ports/index.ts';
import { leftLabel, RetainedItem } from '../../src/core/retained.ts';
import { parentScope, parseScope, repositories, scopePath } from '../../src/core/scope.ts';
import { Automation, SeenTags, Wanted } from '../../src/core/wanted.ts';
import { Shelf, type Writer } from './shelf.ts';

/** Thrown in a test by a process that dies. */
export class Crash extends Error {}

export interface FakeStateStore extends StateStore {
  /** Everything that is stored but events, for comparisons. */
  snapshot(): unknown;
  /** The process dies when it has done this many more writes; undefined: it lives on. */
  crashAfter(writes: number | undefined): void;
  /** Runs once, between the next read and its write: another process that is quicker. */
  interfere(act: () => Promise<unknown>): void;
}

const pageItems = 100;

/** The state in memory, with the versions, conditions and schemas of the real one. */
export function fakeStateStore(): FakeStateStore {
  const writer = fallibleWriter();
  const shelves = {
    specs: new Shelf<SpecRecord>(SpecRecord, writer),
    scopeStates: new Shelf<ScopeState>(ScopeState, writer),
    operations: new Shelf<Operation>(Operation, writer),
    releases: new Shelf<Release>(Release, writer),
    tokens: new Shelf<WaitToken>(WaitToken, writer),
    waiters: new Shelf<Waiter>(Waiter, writer),
    documents: new Shelf<unknown>(undefined, writer),
    observations: new Shelf<Observation>(Observation, writer),
    drifts: new Shelf<EnvironmentDrift>(EnvironmentDrift, writer),
    wanted: new Shelf<Wanted>(Wanted, writer),
    automations: new Shelf<Automation>(Automation, writer),
    retained: new Shelf<RetainedItem>(RetainedItem, writer),
    seenTags: new Shelf<SeenTags>(SeenTags, writer),
  };
  const claims = new Map<string, string>();
  const held = new Shelf<ScopeClaim>(ScopeClaim, writer);
  const keyOf = ({ parent, key }: ScopeClaim) => `${parent} ${key}`;
  return {
    ...scopeItems(shelves.specs, shelves.scopeStates),
    ...operationItems(shelves.operations),
    ...eventItems(new Shelf<OperationEvent>(OperationEvent, writer)),
    ...releaseItems(shelves.releases),
    putToken: (token) => shelves.tokens.put(token.key, token),
    readToken: (key) => shelves.tokens.read(key),
    takeToken: (key) => shelves.tokens.take(key),
    dropTokens: async (operationId) => {
      for (const token of shelves.tokens.all()) {
        if (token.operationId === operationId) await shelves.tokens.take(token.key);
      }
    },
    putWaiter: (waiter) => shelves.waiters.put(JSON.stringify(waiter), waiter),
    listWaiters: async (id, page) =>
      paged(
        shelves.waiters.all().filter(({ awaited }) => awaited.operationId === id),
        page,
      ),
    listClaims: async (parent) => held.all().filter((claim) => claim.parent === parent),
    putClaim: async (claim) => {
      const isFree = (now: ScopeClaim | undefined) => now === undefined || now.scope === claim.scope;
      return isFree(await held.update(keyOf(claim), (now) => (isFree(now) ? claim : now)));
    },
    dropClaim: async (claim) => {
      if ((await held.read(keyOf(claim)))?.scope === claim.scope) await held.take(keyOf(claim));
    },
    claim: async (key, { at, until }) => {
      if ((claims.get(key) ?? '') > at) return false;
      writer.beforeWrite();
      claims.set(key, until);
      return true;
    },
    listRetained: async (page) => paged(descending(shelves.retained.all(), leftLabel).reverse(), page),
    putRetained: async (item) => void (await shelves.retained.create(leftLabel(item), item)),
    dropRetained: async (item) => void (await shelves.retained.take(leftLabel(item))),
    readObservation: (scope) => shelves.observations.read(scope),
    putObservation: (observation) => shelves.observations.put(observation.scope, observation),
    readDrift: (scope) => shelves.drifts.read(scope),
    putDrift: (drift) => shelves.drifts.put(drift.scope, drift),
    readWanted: (scope) => shelves.wanted.read(scope),
    putWanted: async (wanted, replaces) => {
      const gives = (now: Wanted | undefined) =>
        replaces ? isSameTagging(now, replaces) : (now?.at ?? '') < wanted.at;
      let written = false;
      await shelves.wanted.update(wanted.scope, (now) => {
        written = gives(now);
        return written ? wanted : now;
      });
      return written;
    },
    readAutomation: (scope) => shelves.automations.read(scope),
    putAutomation: (automation) => shelves.automations.put(automation.scope, automation),
    readSeenTags: (scope) => shelves.seenTags.read(scope),
    putSeenTags: (seen) => shelves.seenTags.put(seen.scope, seen),
    putDocument: (operationId, key, document) => shelves.documents.put(`${operationId}/${key}`, document),
    readDocument: (operationId, key) => shelves.documents.read(`${operationId}/${key}`),
    listDocuments: async (operationId, prefix) => {
      const start = `${operationId}/${prefix}`;
      const found = Object.entries(shelves.documents.entries()).filter(([key]) => key.startsWith(start));
      return new Map(found.map(([key, document]) => [key.slice(start.length), document]));
    },
    snapshot: () => Object.fromEntries(Object.entries(shelves).map(([name, shelf]) => [name, shelf.entries()])),
    crashAfter: writer.crashAfter,
    interfere: writer.interfere,
  };
}

function isSameTagging(now: Wanted | undefined, { at, digest, tag }: Wanted): boolean {
  return now?.at === at && now.digest === digest && now.tag === tag;
}

function fallibleWriter(): Writer & Pick<FakeStateStore, 'crashAfter' | 'interfere'> {
  let left: number | undefined;
  let act: (() => Promise<unknown>) | undefined;
  return {
    beforeWrite: () => {
      if (left === 0) throw new Crash('the process died');
      if (left !== undefined) left--;
    },
    afterRead: async () => {
      const now = act;
      act = undefined;
      await now?.();
    },
    crashAfter: (writes) => {
      left = writes;
    },
    interfere: (quicker) => {
      act = quicker;
    },
  };
}

function scopeItems(specs: Shelf<SpecRecord>, scopeStates: Shelf<ScopeState>) {
  return {
    readSpec: (scope) => specs.read(scope),
    updateSpec: (scope, decide) => specs.update(scope, decide),
    readScopeState: (scope) => scopeStates.read(scope),
    updateScopeState: async (scope, decide) =>
      existing(await scopeStates.update(scope, decide), `scope state of ${scope}`),
    listScopeStates: async (parent, page) => {
      const inside = scopeStates.all().filter(({ scope }) => parentPath(scope) === parent);
      return paged(descending(inside, ({ scope }) => scope).reverse(), page);
    },
  } satisfies Partial<StateStore>;
}

function operationItems(operations: Shelf<Operation>) {
  return {
    createOperation: (operation) => operations.create(operation.id, operation),
    readOperation: (id) => operations.read(id),
    updateOperation: async (id, decide) => {
      const what = `operation '${id}'`;
      return existing(await operations.update(id, (now) => decide(existing(now, what))), what);
    },
    dropOperation: (id, version) => operations.remove(id, version),
    listOperations: async (scope, page) => {
      const wanted = operations
        .all()
        .filter((found) => scope === undefined || `${found.scope}/`.startsWith(`${scope}/`));
      return paged(
        descending(wanted, ({ createdAt, id }) => `${createdAt}#${id}`),
        page,
      );
    },
    listOpenOperations: async () => operations.all().filter((operation) => !isFinished(operation)),
  } satisfies Partial<StateStore>;
}

function eventItems(events: Shelf<OperationEvent>) {
  return {
    appendEvent: (event) => events.put(`${event.operationId}/${event.id}`, event),
    listEvents: async (operationId, { cursor: after = '', limit = pageItems } = {}) => {
      const later = events.all().filter((event) => event.operationId === operationId && event.id > after);
      const sorted = descending(later, ({ id }) => id).reverse();
      const items = sorted.slice(0, limit);
      return sorted.length > limit ? { items, cursor: items.at(-1)!.id } : { items };
    },
  } satisfies Partial<StateStore>;
}

function releaseItems(releases: Shelf<Release>) {
  return {
    createRelease: (release) => releases.create(`${release.scope}/${release.number}`, release),
    readRelease: (scope, number) => releases.read(`${scope}/${number}`),
    updateRelease: async (scope, number, decide) => {
      const what = `release ${number} of ${scope}`;
      return existing(await releases.update(`${scope}/${number}`, (now) => decide(existing(now, what))), what);
    },
    listReleases: async (scope, page) => {
      const found = releases.all().filter((release) => release.scope === scope);
      return paged(
        found.sort((one, other) => other.number - one.number),
        page,
      );
    },
  } satisfies Partial<StateStore>;
}

function existing<T>(now: T | undefined, what: string): T {
  if (now !== undefined) return now;
  throw new PlinthError('NotFound', `${what} does not exist`);
}

function parentPath(path: string): string {
  const scope = parseScope(path);
  if (scope?.layer === 'repository') return repositories;
  const parent = scope && parentScope(scope);
  return parent ? scopePath(parent) : '';
}

function descending<T>(items: T[], key: (item: T) => string): T[] {
  return items.sort((one, other) => (key(one) > key(other) ? -1 : 1));
}

function paged<T>(all: readonly T[], { cursor, limit = pageItems }: PageRequest = {}): Page<T> {
  const start = cursor === undefined ? 0 : Number(decodeCursor(cursor, '#')?.slice(1));
  const items = all.slice(start, start + limit);
  return start + limit < all.length ? { items, cursor: encodeCursor(`#${start + limit}`) } : { items };
}
