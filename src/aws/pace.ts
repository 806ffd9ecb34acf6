/** What AWS allows of one API: calls a second for long, and at once after a pause. */
export interface Rate {
  readonly callsPerSecond: number;
  readonly burstCalls: number;
}

/** The share of each API's rate that observing may use. */
const share = 0.2;

/**
 * Waits before each call so that all calls together stay below a fifth of the API's rate: a token bucket, as AWS has it. Calls of
 * one pace run one after the other.
 */
export function pace({ callsPerSecond, burstCalls }: Rate): <T>(call: () => Promise<T>) => Promise<T> {
  const refillPerMillisecond = (callsPerSecond * share) / 1000;
  const tokensMax = Math.max(1, burstCalls * share);
  let tokens = tokensMax;
  let refilledAtMs = Date.now();
  let turn: Promise<unknown> = Promise.resolve();
  const takeToken = async (): Promise<void> => {
    const nowMs = Date.now();
    tokens = Math.min(tokensMax, tokens + (nowMs - refilledAtMs) * refillPerMillisecond);
    refilledAtMs = nowMs;
    if (tokens < 1) {
      await new Promise((resolve) => setTimeout(resolve, Math.ceil((1 - tokens) / refillPerMillisecond)));
      return takeToken();
    }
    tokens -= 1;
  };
  return (call) => {
    const result = turn.then(takeToken).then(call);
    turn = result.catch(() => {});
    return result;
  };
}
