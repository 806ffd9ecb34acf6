/** Tries of one request. */
export const TRIES_MAX = 5;
/** Each pause after it is twice as long. */
const FIRST_PAUSE_SECONDS = 0.5;
/** Who is to wait for longer is told so instead. */
const RETRY_AFTER_SECONDS_MAX = 60;

/** A response with its whole body. */
export interface Answered {
  readonly response: Response;
  readonly text: string;
}

/** The network lost the request, or its answer. */
export class NoAnswer extends Error {
  /** Whether nobody can have got the request. An address that is not even tried, such as that of a bad port, has no code. */
  readonly unreachable: boolean;

  constructor(error: unknown) {
    const { cause } = error as { readonly cause?: unknown };
    super(cause instanceof Error && cause.message !== '' ? cause.message : String(error));
    const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
    this.unreachable = ['', 'ECONNREFUSED', 'ENOTFOUND'].includes(code);
  }
}

/**
 * Sends requests of one client again where their answer was lost or it came at a bad time: 429 and 5xx. What is sent has to
 * stand being sent twice. Where nobody has ever answered, an address is more likely wrong than away for a moment.
 */
export function persistence(sleep: (seconds: number) => Promise<void>) {
  let answered = false;
  /** Throws NoAnswer, and whatever else `send` throws. */
  return async (send: () => Promise<Answered>, triesMax: number): Promise<Answered> => {
    for (let tries = 1; ; tries++) {
      const outcome = await send().catch(noAnswer);
      answered ||= !(outcome instanceof NoAnswer);
      const pauseSeconds = tries < triesMax ? pauseAfter(outcome, { tries, answered }) : undefined;
      if (pauseSeconds !== undefined) await sleep(pauseSeconds);
      else if (outcome instanceof NoAnswer) throw outcome;
      else return outcome;
    }
  };
}

/** The response to what was sent, read to its end. Throws NoAnswer. */
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

/** Seconds until the request is worth sending again; undefined when it is not. */
function pauseAfter(outcome: Answered | NoAnswer, { tries, answered }: Tried): number | undefined {
  const usual = FIRST_PAUSE_SECONDS * 2 ** (tries - 1);
  if (outcome instanceof NoAnswer) return answered || !outcome.unreachable ? usual : undefined;
  const { status, headers } = outcome.response;
  if (status !== 429 && status < 500) return undefined;
  const wanted = Number(headers.get('retry-after') ?? Number.NaN);
  if (Number.isNaN(wanted)) return usual;
  return wanted <= RETRY_AFTER_SECONDS_MAX ? wanted : undefined;
}
