import type { EnvironmentDrift } from '../drift.ts';
import type {
  Operation,
  OperationEvent,
  Release,
  ScopeClaim,
  ScopeState,
  SpecRecord,
  Waiter,
  WaitToken,
} from '../entities.ts';
import type { Observation } from '../observation.ts';
import type { RetainedItem } from '../retained.ts';
import type { Automation, SeenTags, Wanted } from '../wanted.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; absent on the last page. */
  readonly cursor?: string;
  /** Keys of the items of this page that cannot be read, and are left out. */
  readonly unreadable?: readonly string[];
}

/** A claim on a key: when it is made, and when it ends. */
export interface Claim {
  readonly at: string;
  readonly until: string;
}

/** Which page of a list is read. */
export interface PageRequest {
  /** The cursor of the previous page. */
  readonly cursor?: string | undefined;
  /** The most items of the page, up to 100, which is also the default. */
  readonly limit?: number | undefined;
}

/**
 * The state: one table, one conditional write per transition. `update*` reads the entity, asks `decide` for its
 * next value and writes it on condition that the version is still the one read; it tries again, with a bound, when
 * another writer was quicker. A `decide` that throws changes nothing, and one that answers its argument writes nothing.
 */
export interface StateStore {
  readSpec(scope: string): Promise<SpecRecord | undefined>;
  /** `undefined` in: there is no spec yet. `undefined` out: the spec is removed. */
  updateSpec(
    scope: string,
    decide: (now: SpecRecord | undefined) => SpecRecord | undefined,
  ): Promise<SpecRecord | undefined>;

  readScopeState(scope: string): Promise<ScopeState | undefined>;
  /** A scope state that was never written comes in as undefined. Retired scope states stay, as the record of what was kept. */
  updateScopeState(scope: string, decide: (now: ScopeState | undefined) => ScopeState): Promise<ScopeState>;
  /** Scope states of one layer below a scope: every environment below `base`, every application of an environment. */
  listScopeStates(parent: string, page?: PageRequest): Promise<Page<ScopeState>>;

  /** False when an operation of this id is there already: then nothing was written. */
  createOperation(operation: Operation): Promise<boolean>;
  readOperation(id: string): Promise<Operation | undefined>;
  /** Throws NotFound when there is none of this id. */
  updateOperation(id: string, decide: (now: Operation) => Operation): Promise<Operation>;
  /** Deletes a refused operation. Answers false when its version has changed, because it was started in the meantime. */
  dropOperation(id: string, version: number): Promise<boolean>;
  /** Newest first; of a scope and everything in it, or of all. */
  listOperations(scope: string | undefined, page?: PageRequest): Promise<Page<Operation>>;
  /**
   * Operations that have not ended, and those that have while something that follows an end is still to be done: what the
   * sweep looks at. The list may lag, so read each again before acting on it. `skipped` gets the key of each that cannot be
   * read and is left out.
   */
  listOpenOperations(skipped?: (key: string) => void): Promise<readonly Operation[]>;

  appendEvent(event: OperationEvent): Promise<void>;
  /** Oldest first. The cursor of a page is the id of its last event. */
  listEvents(operationId: string, page?: PageRequest): Promise<Page<OperationEvent>>;

  /** False when the release of that number is there already. */
  createRelease(release: Release): Promise<boolean>;
  readRelease(scope: string, number: number): Promise<Release | undefined>;
  updateRelease(scope: string, number: number, decide: (now: Release) => Release): Promise<Release>;
  /** Newest first. `scope` is the application's. */
  listReleases(scope: string, page?: PageRequest): Promise<Page<Release>>;

  putToken(token: WaitToken): Promise<void>;
  readToken(key: string): Promise<WaitToken | undefined>;
  /** Takes the token away; of two callers one gets it. */
  takeToken(key: string): Promise<WaitToken | undefined>;

  /** Deletes all tokens of an operation that has ended. */
  dropTokens(operationId: string): Promise<void>;

  /** The same twice is once. */
  putWaiter(waiter: Waiter): Promise<void>;
  /** Branches of other operations that wait, or have waited, for a stack of this one. A read sees every earlier write. */
  listWaiters(awaitedOperationId: string, page?: PageRequest): Promise<Page<Waiter>>;

  /** Every claim on what a parent has once, of all its children. A read sees every earlier write. */
  listClaims(parent: string): Promise<readonly ScopeClaim[]>;
  /** False when another scope has the key: then nothing was written. A scope's own claim is replaced. */
  putClaim(claim: ScopeClaim): Promise<boolean>;
  /** Gives a claim back, if the scope still has it. */
  dropClaim(claim: ScopeClaim): Promise<void>;

  /** Of several callers one gets the key, until the given time. False while an earlier claim lasts. */
  claim(key: string, claim: Claim): Promise<boolean>;

  /** What was retained or orphaned and, as far as is known, still exists. A read sees every earlier write. */
  listRetained(page?: PageRequest): Promise<Page<RetainedItem>>;
  /** A line that is there already stays as it is: it says since when, and why. */
  putRetained(item: RetainedItem): Promise<void>;
  dropRetained(item: RetainedItem): Promise<void>;

  /** What the sweep read last of an environment with its applications, or of the base. */
  readObservation(scope: string): Promise<Observation | undefined>;
  /** Replaces the one before. */
  putObservation(observation: Observation): Promise<void>;

  /** The last detection of an environment's drift. */
  readDrift(scope: string): Promise<EnvironmentDrift | undefined>;
  /** Replaces the one before. */
  putDrift(drift: EnvironmentDrift): Promise<void>;

  /** The image that an application shall run. */
  readWanted(scope: string): Promise<Wanted | undefined>;
  /**
   * One conditional write, which no lock can refuse: only a later time replaces what is wanted. With `replaces`: only that very
   * tagging is replaced, whatever the times. False: nothing was written.
   */
  putWanted(wanted: Wanted, replaces?: Wanted): Promise<boolean>;
  /** Undefined: the application was never frozen. */
  readAutomation(scope: string): Promise<Automation | undefined>;
  /** Replaces the decision before. */
  putAutomation(automation: Automation): Promise<void>;
  readSeenTags(scope: string): Promise<SeenTags | undefined>;
  /** Replaces what was seen before. */
  putSeenTags(seen: SeenTags): Promise<void>;

  /** What an operation's steps hand to each other beyond ids: its plan, its release's facts. Written once a key, then replaced. */
  putDocument(operationId: string, key: string, document: unknown): Promise<void>;
  readDocument(operationId: string, key: string): Promise<unknown>;
  /** All documents of an operation whose keys begin so, by the rest of their keys. A read sees every earlier write. */
  listDocuments(operationId: string, prefix: string): Promise<ReadonlyMap<string, unknown>>;
}
