import { PlinthError } from '../errors.ts';
import { acceptOperation } from '../operation/accept-operation.ts';
import type { Ports } from '../ports/index.ts';
import { scopePath } from '../scope.ts';
import { common } from './change-scope.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { accepted } from './operation-view.ts';
import { pathScope } from './path-scope.ts';
import type { DriftView } from './views/drift.ts';

/** `POST /environments/{environment}/drift`: detects what differs between the stacks and their templates. Changes nothing. */
export async function detectDrift(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const scope = pathScope(request);
  return accepted(await acceptOperation({ kind: 'drift', scope, request: {}, ...common(request) }, ports));
}

/** `GET /environments/{environment}/drift`: the last detection. Throws NotFound before the first. */
export async function readDrift(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const path = scopePath(pathScope(request));
  const body: DriftView | undefined = await ports.state.readDrift(path);
  if (body) return { status: 200, body };
  throw new PlinthError('NotFound', `drift of ${path} was never detected; send POST /v1/${path}/drift`);
}
