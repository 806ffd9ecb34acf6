import type { EndedOperation, Operation, OperationKind } from '../entities.ts';
import type { Ports } from './index.ts';

/** What the room that carries out operations of one kind does for them at each turn of their life. */
export interface OperationKindEntry {
  /**
   * Throws whatever makes the operation impossible. Writes nothing: what it found out it answers as documents, which its
   * workflow finds by their keys. An operation that is accepted at a second attempt may lack them.
   */
  readonly check: (operation: Operation, ports: Ports) => Promise<OperationDocuments>;
  /** The result of an operation that reached what was asked for before its execution was lost; undefined for any other. */
  readonly achieved?: (
    operation: Operation,
    ports: Pick<Ports, 'state'>,
  ) => Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Undoes what the operation did, after its execution ended without settling it. Answers what it could not undo. */
  readonly compensate?: (operation: Operation, why: string, ports: Ports) => Promise<readonly string[]>;
  /**
   * Ends what holds the lock that a new operation needs, where that gives way to it: the new one then starts without the lock, and its
   * first Task state takes it. Answers whether it does. It may run twice.
   */
  readonly supersede?: (newer: Operation, holderId: string, ports: SupersedePorts) => Promise<boolean>;
  /** Throws when a stack must not be deleted now, by its scope: read again right before each deletion that the plan asks for. */
  readonly guardDeletion?: (
    operationId: string,
    scope: string,
    ports: Pick<Ports, 'state' | 'loadBalancing' | 'workloads'>,
  ) => Promise<void>;
  /** The last part of an operation whose stacks are as planned, before its end: brings traffic to where it belongs. */
  readonly restoreTraffic?: (
    operation: Operation,
    ports: Pick<Ports, 'state' | 'loadBalancing' | 'settings' | 'time' | 'ids'>,
  ) => Promise<void>;
  /** Whatever else follows an end. It may run twice. */
  readonly finish?: (ended: EndedOperation, ports: FinishPorts) => Promise<void>;
  /** Accepts operations of this kind that are due by now. Answers their scopes. */
  readonly startDue?: (ports: Ports) => Promise<readonly string[]>;
}

export type SupersedePorts = Pick<Ports, 'state' | 'settings' | 'images' | 'workflows' | 'log'>;

export type OperationDocuments = Readonly<Record<string, unknown>>;

export type FinishPorts = Pick<Ports, 'state' | 'workflows' | 'time' | 'ids' | 'catalogue' | 'serviceCatalog'>;

export type OperationKinds = Readonly<Record<OperationKind, OperationKindEntry>>;

/** What has to be answered to a trigger, by the trigger's name, once an operation that it asked for has ended. */
export type Triggers = Readonly<Record<string, Pick<OperationKindEntry, 'finish'>>>;

/** The end of one stack's change. `absent`: the stack was deleted. */
export interface StackEnd {
  readonly operationId: string;
  /** Path of the scope that the stack is in. */
  readonly scope: string;
  readonly outcome: 'present' | 'absent' | 'failed';
}

/** What follows a stack's end for the scope that it is in. What the stack is now is on record before. It may run twice. */
export type StackEnded = (end: StackEnd, ports: Pick<Ports, 'state' | 'workflows'>) => Promise<void>;
