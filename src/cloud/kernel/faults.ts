import { AwsError } from './errors.ts';

/** What can be made to go wrong, by the fault's kind. `npm run reference` writes this table into `OPERATIONS.md`. */
export const FAULTS = {
  'function killed':
    'The execution environment of `function` dies `before` its handler is called, or `after` the handler has done its work and before Lambda has its answer. The invocation ends with `error`: `Runtime.ExitError` (the default: the kernel killed the process, as when memory runs out), `Runtime.OutOfMemory` (the same by its newer name), `Sandbox.Timedout` when its timeout is over, or `none`, a payload that names no error.',
  'function throttled':
    'Every invocation of `function` finds its reserved concurrency used up: a caller gets `TooManyRequestsException`, an asynchronous invocation waits.',
  'call refused':
    'An API call is answered with the error `code`, and takes no effect: a throttle, a denial, a failure of the service.',
  'answer lost':
    "An API call takes effect, and its caller's connection is reset instead of answered, at once or after `seconds` of silence.",
  'execution stopped':
    'An operator stops an execution of `machine` that has entered `state` (without one: any state), before the state has done anything, or `seconds` later.',
  'event lost': 'EventBridge never delivers the event to the target.',
  'event doubled': 'EventBridge delivers the event to the target twice, each time after a delay of its own.',
  'event late': 'EventBridge delivers the event `seconds` later than it would: later events may overtake it.',
} as const;

/** Which occasions a fault hits, of those that fit it: without either all, until it is removed. */
interface Occasions {
  /** The number of the first occasion that is hit. Default 1. */
  readonly first?: number;
  /** How many are hit, from the first on. Default: all. */
  readonly times?: number;
}

/** A function, by its name. */
interface OfFunction {
  readonly function: string;
}

/** API calls: all of them where a field is absent. */
interface OfCall {
  /** Signing name: `cloudformation`, `states`, `elasticloadbalancing`, ... */
  readonly service?: string;
  readonly operation?: string;
  /** Name of the function or state machine whose role signs the call. */
  readonly by?: string;
  /** Which inputs. */
  readonly input?: (input: Readonly<Record<string, unknown>>) => boolean;
}

/** Deliveries of events: all of them where a field is absent. */
interface OfEvent {
  readonly detailType?: string;
  /** The end of the target's ARN: `:function:plinth-stack-changed`. */
  readonly target?: string;
  /** Which events, by their detail. */
  readonly detail?: (detail: Readonly<Record<string, unknown>>) => boolean;
}

export type Fault = Occasions &
  (
    | ({
        readonly kind: 'function killed';
        readonly when: 'before' | 'after';
        readonly error?: 'Runtime.ExitError' | 'Runtime.OutOfMemory' | 'Sandbox.Timedout' | 'none';
      } & OfFunction)
    | ({ readonly kind: 'function throttled' } & OfFunction)
    | ({
        readonly kind: 'call refused';
        /** Wire code of the error, such as `Throttling`. */
        readonly code: string;
        /** HTTP status. Default: the service's own of this error, else 400. */
        readonly status?: number;
        readonly message?: string;
      } & OfCall)
    | ({ readonly kind: 'answer lost'; readonly seconds?: number } & OfCall)
    | {
        readonly kind: 'execution stopped';
        readonly machine: string;
        readonly state?: string;
        readonly seconds?: number;
      }
    | ({ readonly kind: 'event lost' } & OfEvent)
    | ({ readonly kind: 'event doubled' } & OfEvent)
    | ({ readonly kind: 'event late'; readonly seconds: number } & OfEvent)
  );

export type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { readonly kind: Kind }>;

/** A fault that is in effect until it is removed. */
export interface InjectedFault {
  /** Occasions that fitted the fault so far, whether it hit them or not: the `k` that `first` can be. */
  readonly occasions: number;
  /** Occasions that it hit. */
  readonly hits: number;
  remove(): void;
}

/** The faults of one cloud. A snapshot does not contain them. */
export interface Faults {
  inject(fault: Fault): InjectedFault;
  /** Whether an occasion is hit, and by which fault. Each service asks where the fault would happen. */
  strike<Kind extends Fault['kind']>(kind: Kind, fits: (fault: FaultOf<Kind>) => boolean): FaultOf<Kind> | undefined;
}

interface Injected extends InjectedFault {
  readonly fault: Fault;
  occasions: number;
  hits: number;
}

export function faultRegistry(): Faults {
  const injected: Injected[] = [];
  return {
    inject(fault) {
      const entry: Injected = {
        fault,
        occasions: 0,
        hits: 0,
        remove: () => {
          const index = injected.indexOf(entry);
          if (index >= 0) injected.splice(index, 1);
        },
      };
      injected.push(entry);
      return entry;
    },
    strike(kind, fits) {
      let struck: FaultOf<typeof kind> | undefined;
      for (const entry of injected) {
        if (entry.fault.kind !== kind) continue;
        const fault = entry.fault as FaultOf<typeof kind>;
        if (!fits(fault)) continue;
        entry.occasions++;
        if (struck !== undefined || !isHit(entry)) continue;
        entry.hits++;
        struck = fault;
      }
      return struck;
    },
  };
}

function isHit({ fault, occasions, hits }: Injected): boolean {
  return occasions >= (fault.first ?? 1) && hits < (fault.times ?? Number.POSITIVE_INFINITY);
}

/** An API call as faults see it. */
export interface FaultyCall {
  readonly service: string;
  readonly operation: string;
  /** The last part of its principal's ARN. */
  readonly by: string;
  readonly input: object;
}

function fitsCall(fault: OfCall, call: FaultyCall): boolean {
  return (
    (fault.service ?? call.service) === call.service &&
    (fault.operation ?? call.operation) === call.operation &&
    (fault.by ?? call.by) === call.by &&
    (fault.input?.(call.input as Readonly<Record<string, unknown>>) ?? true)
  );
}

/** Throws the error of the fault that refuses this call, if one does. */
export function refuseCall(faults: Faults, call: FaultyCall): void {
  const refused = faults.strike('call refused', (fault) => fitsCall(fault, call));
  if (refused !== undefined) throw new AwsError(refused.code, refused.message ?? 'Rate exceeded', refused.status);
}

/** The fault that loses the answer to this call, if one does. */
export function lostAnswer(faults: Faults, call: FaultyCall): FaultOf<'answer lost'> | undefined {
  return faults.strike('answer lost', (fault) => fitsCall(fault, call));
}
