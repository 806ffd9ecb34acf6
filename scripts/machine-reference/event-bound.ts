import { allStates, type Machine, type Retrier, type State, transientRetrier } from './machine-definitions.ts';

/** How often a machine can enter each of its states; once where none is given. */
export type Visits = Readonly<Record<string, number>>;

export interface EventBound {
  /** Events of every entry and exit, with the first attempt of each Task. */
  readonly visits: number;
  /** Events of repeated attempts while a Task waits, as many as fit into the execution's timeout. */
  readonly waiting: number;
  /** Events of attempts that are repeated because a call of Lambda failed. */
  readonly failures: number;
  readonly total: number;
}

/** Calls of Lambda that fail here and there in one execution, and succeed when they are repeated. */
const failedCallsMax = 100;

/** What a Task with \`States.Timeout\` waits for when its timeout is a parameter of the installation. */
const awaitSecondsDefault = 60;

/** The longest that Step Functions lets an execution run: a year. */
const secondsMax = 31_536_000;

/** Iterations of a Map in Inline mode that Step Functions runs at once. */
const mapConcurrency = 40;

/**
 * The most events that an execution's history can have, from the machine as it is written. An execution ends at 25,000.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export function eventBound(machine: Machine, visitsOf: Visits): EventBound {
  const iterated = Object.values(machine.States).flatMap(({ ItemProcessor }) =>
    Object.keys(ItemProcessor?.States ?? {}),
  );
  const states = allStates(machine).map(([name, state]) => ({ name, state, times: visitsOf[name] ?? 1 }));
  const iterations = Math.max(0, ...states.flatMap(({ name, times }) => (iterated.includes(name) ? [times] : [])));
  // MapIterationStarted and MapIterationSucceeded.
  const visits = 2 + 2 * iterations + sum(states.map(({ state, times }) => times * eventsOfVisit(state)));
  const waits = states.flatMap(({ name, state, times }) => waitsOf(state).map((wait) => ({ ...wait, name, times })));
  const { TimeoutSeconds: seconds = secondsMax } = machine;
  const waiting =
    eventsWithin(
      waits.filter(({ name }) => !iterated.includes(name)),
      seconds,
    ) +
    eventsWithin(
      waits.filter(({ name }) => iterated.includes(name)),
      seconds * mapConcurrency,
    );
  const failures = failedCallsMax * 3 + outage(states, iterated);
  return { visits, waiting, failures, total: visits + waiting + failures };
}

/**
 * An outage of Lambda in which the shared retrier is used up: by whichever state makes most of it, in each branch that runs, and
 * then by the two states outside the branches that the failure leads to.
 */
function outage(
  states: readonly { readonly name: string; readonly state: State }[],
  iterated: readonly string[],
): number {
  const attempts = transientRetrier().MaxAttempts ?? 0;
  const used = (isIterated: boolean) => {
    const tasks = states.filter(({ name, state }) => state.Type === 'Task' && iterated.includes(name) === isIterated);
    return attempts * Math.max(0, ...tasks.map(({ state }) => eventsOfAttempt(state)));
  };
  return mapConcurrency * used(true) + 3 * used(false);
}

/** StateEntered and StateExited, and what is between them. */
function eventsOfVisit(state: State): number {
  switch (state.Type) {
    case 'Task':
      return 2 + eventsOfAttempt(state);
    case 'Map':
      // MapStateStarted and MapStateSucceeded. The iterations count with the states in them.
      return 4;
    default:
      return 2;
  }
}

/** TaskScheduled, TaskStarted and TaskSucceeded or its like; TaskSubmitted where a call is started and awaited. */
function eventsOfAttempt({ Resource = '' }: State): number {
  return Resource.endsWith('.waitForTaskToken') || Resource.includes('.sync') ? 4 : 3;
}

interface Wait {
  readonly seconds: number;
  readonly events: number;
}

/** Every attempt that a Task can repeat because what it waits for has not happened yet. */
function waitsOf(state: State): Wait[] {
  const events = state.Type === 'Task' ? eventsOfAttempt(state) : 0;
  return (state.Retry ?? []).filter(isWait).flatMap((retrier) => {
    const timeout = retrier.ErrorEquals.includes('States.Timeout') ? secondsOf(state.TimeoutSeconds) : 0;
    return intervals(retrier).map((interval) => ({ seconds: interval + timeout, events }));
  });
}

function isWait({ ErrorEquals }: Retrier): boolean {
  return !ErrorEquals.some((error) => /^(Lambda|StepFunctions|Sandbox)\./.test(error));
}

function intervals({
  IntervalSeconds = 1,
  MaxAttempts = 3,
  BackoffRate = 2,
  MaxDelaySeconds = 1e9,
}: Retrier): number[] {
  return Array.from({ length: MaxAttempts }, (_, attempt) =>
    Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds),
  );
}

function secondsOf(timeout: number | string | undefined): number {
  return typeof timeout === 'number' ? timeout : awaitSecondsDefault;
}

interface Waits extends Wait {
  /** How often this attempt can happen. */
  readonly times: number;
}

/** As many as fit into the time: first those that make the most events a second. */
function eventsWithin(waits: readonly Waits[], seconds: number): number {
  let left = seconds;
  let events = 0;
  for (const wait of waits.toSorted((a, b) => a.seconds / a.events - b.seconds / b.events)) {
    const times = Math.min(wait.times, left / wait.seconds);
    events += times * wait.events;
    left -= times * wait.seconds;
  }
  return Math.ceil(events);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
