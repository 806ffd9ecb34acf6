import type { Route } from '@aws-sdk/client-apigatewayv2';
import type { NetworkRequest } from '../../../kernel/network.ts';
import type { HttpApi } from '../http-api-store.ts';

/** A request to a route that asks for authorization. */
export interface AuthorizationRequest {
  readonly api: HttpApi;
  readonly route: Route;
  readonly request: NetworkRequest;
  readonly isLoopback: boolean;
}
