import { expect, test } from 'vitest';
import type { Grant } from '../../../src/core/api/access.ts';
import { provisionScope } from '../../../src/core/api/change-scope.ts';
import type { ApiRequest } from '../../../src/core/api/exchange.ts';
import { fakePorts } from '../../fakes/index.ts';

const ana: Grant = { principal: 'ana', role: 'operator', scope: 'environments/dev*' };

function asking(PromoteTo: string, grants: readonly Grant[]): ApiRequest {
  return {
    caller: { principal: 'ana', sourceIp: '' },
    grants,
    path: { environment: 'dev', application: 'shop' },
    query: {},
    idempotencyKey: undefined,
    ifMatch: undefined,
    body: { components: { pipeline: { PromoteTo } } },
  };
}

test('a pipeline promotes only where whoever asks for it may release', async () => {
  const ports = fakePorts();
  await expect(provisionScope(asking('prod', [ana]), ports)).rejects.toMatchObject({ code: 'Forbidden' });
  const mayToo: Grant = { principal: 'ana', role: 'deployer', scope: 'environments/prod/applications/shop' };
  for (const allowed of [asking('prod', [ana, mayToo]), asking('none', [ana])]) {
    await expect(provisionScope(allowed, ports)).rejects.not.toMatchObject({ code: 'Forbidden' });
  }
});
