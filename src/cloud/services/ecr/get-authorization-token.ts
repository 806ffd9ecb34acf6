import type { GetAuthorizationTokenRequest } from '@aws-sdk/client-ecr';
import type { Call } from '../../kernel/service.ts';

const VALID_SECONDS = 12 * 60 * 60;

export function getAuthorizationToken(input: GetAuthorizationTokenRequest, call: Call) {
  const registries = input.registryIds ?? [call.account];
  const expiresAt = new Date(call.kernel.clock.now() + VALID_SECONDS * 1000);
  return {
    authorizationData: registries.map((registry) => ({
      authorizationToken: Buffer.from(`AWS:${call.kernel.random.hex(64)}`).toString('base64'),
      expiresAt,
      proxyEndpoint: `https://${registry}.dkr.ecr.${call.region}.amazonaws.com`,
    })),
  };
}
