import type { Stage } from '@aws-sdk/client-apigatewayv2';
import type { NetworkRequest } from '../../../kernel/network.ts';
import type { HttpApi } from '../http-api-store.ts';
import type { MatchedRoute } from './match-route.ts';

/** A request with what API Gateway knows about it when it calls the integration. */
export interface ApiRequest extends MatchedRoute {
  readonly api: HttpApi;
  readonly stage: Stage;
  readonly request: NetworkRequest;
  readonly requestId: string;
  /** Without the stage's name. */
  readonly path: string;
  /** `requestContext.authorizer` of the event. */
  readonly authorizer: object | undefined;
}
