import type { Authorizer } from '@aws-sdk/client-apigatewayv2';
import { AwsError } from '../../kernel/errors.ts';
import { apiPart, merged } from './api-part.ts';
import { badRequest, conflict, newId } from './http-api-store.ts';

export const authorizers = apiPart<Authorizer>({
  name: 'Authorizer',
  id: 'AuthorizerId',
  partsOf: (api) => api.authorizers,
  complete(given, { api, call, previous }) {
    const authorizer = { ...merged(previous, given), AuthorizerId: previous?.AuthorizerId ?? newId(call.kernel, 6) };
    const { Name, AuthorizerType, JwtConfiguration, AuthorizerId } = authorizer;
    if (AuthorizerType !== 'JWT') {
      throw new AwsError('NotImplemented', 'the embedded cloud supports JWT authorizers, not Lambda authorizers', 501);
    }
    if (!JwtConfiguration?.Issuer || !JwtConfiguration.Audience?.length) {
      throw badRequest('JWT authorizers require an issuer and at least one audience');
    }
    const taken = [...api.authorizers.values()].some(
      (other) => other.Name === Name && other.AuthorizerId !== AuthorizerId,
    );
    if (taken) throw conflict(`Authorizer name must be unique: ${Name}`);
    return { IdentitySource: ['$request.header.Authorization'], ...authorizer, Name };
  },
  beforeDelete({ AuthorizerId }, api) {
    const isUsed = [...api.routes.values()].some((route) => route.AuthorizerId === AuthorizerId);
    if (isUsed) throw conflict(`Cannot delete authorizer '${AuthorizerId}', is referenced in route`);
  },
});
