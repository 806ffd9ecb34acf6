import type { NetworkResponse } from '../../../kernel/network.ts';

/** A request that API Gateway answers itself: `{"message":"Forbidden"}`. */
export class RequestRefused extends Error {
  readonly response: NetworkResponse;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    const { body, ...answer } = messageResponse(status, message);
    this.response = { ...answer, body, headers: { ...answer.headers, ...headers } };
  }
}

export function messageResponse(status: number, message: string): NetworkResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify({ message })),
  };
}
