import type { Caller, Grant } from './access.ts';
import type { Query } from './parameters.ts';

/** A request as the use cases see it: its route and its query are checked, its body is only parsed. */
export interface ApiRequest {
  readonly caller: Caller;
  readonly grants: readonly Grant[];
  /** Path parameters, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly idempotencyKey: string | undefined;
  readonly ifMatch: string | undefined;
  /** Parsed JSON; an empty body is `{}`. */
  readonly body: unknown;
}

export interface ApiResponse {
  readonly status: 200 | 202 | 204;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
