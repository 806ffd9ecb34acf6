/** Attempts of one request. */
const TRIES_MAX = 5;
/** Doubles after each attempt. */
const FIRST_PAUSE_SECONDS = 0.5;
/** A longer Retry-After is reported to the user instead of awaited. */
const RETRY_AFTER_SECONDS_MAX = 60;

/** A response with its complete body. */
export interface Answered {
  readonly response: Response;
  readonly text: string;
}

/** The request or its answer was lost on the network. */
export class NoAnswer extends Error {
  /** True when the request certainly did not arrive. For a URL that `fetch` does not even try, such as one with a blocked port, there is no error code. */
  readonly unreachable: boolean;

  constructor(error: unknown) {
    const { cause } = error as { readonly cause?: unknown };
    super(cause instanceof Error && cause.message !== '' ? cause.message : String(error));
    const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
    this.unreachable = ['', 'ECONNREFUSED', 'ENOTFOUND'].includes(code);
  }
}

/**
 * Repeats requests of one client after a lost answer, a 429 or a 5xx. The requests have to be idempotent. An unreachable address
 * is retried only after it has answered once; before that it is more likely to be wrong.
 */
export function persistence(sleep: (seconds: number) => Promise<void>) {
  let answered = false;
  /** Throws NoAnswer, and the errors of `send`. */
  return async (send: () => Promise<Answered>): Promise<Answered> => {
    for (let tries = 1; ; tries++) {
      const outcome = await send().catch(noAnswer);
      answered ||= !(outcome instanceof NoAnswer);
      const pauseSeconds = tries < TRIES_MAX ? pauseAfter(outcome, { tries, answered }) : undefined;
      if (pauseSeconds !== undefined) await sleep(pauseSeconds);
      else if (outcome instanceof NoAnswer) throw outcome;
      else return outcome;
    }
  };
}

/** The response with its body. Throws NoAnswer. */
export async function answerTo(sent: Promise<Response>): Promise<Answered> {
  try {
    const response = await sent;
    return { response, text: await response.text() };
  } catch (error) {
    throw new NoAnswer(error);
  }
}

function noAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  throw error;
}

interface Tried {
  readonly tries: number;
  readonly answered: boolean;
}

/** Seconds before the next attempt; undefined when there should be none. */
function pauseAfter(outcome: Answered | NoAnswer, { tries, answered }: Tried): number | undefined {
  const usual = FIRST_PAUSE_SECONDS * 2 ** (tries - 1);
  if (outcome instanceof NoAnswer) return answered || !outcome.unreachable ? usual : undefined;
  const { status, headers } = outcome.response;
  if (status !== 429 && status < 500) return undefined;
  const wanted = Number(headers.get('retry-after') ?? Number.NaN);
  if (Number.isNaN(wanted)) return usual;
  return wanted <= RETRY_AFTER_SECONDS_MAX ? wanted : undefined;
}
