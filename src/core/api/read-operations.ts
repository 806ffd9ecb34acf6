import { cancelOperation } from '../operation/cancel-operation.ts';
import { readOperation } from '../operation/operation-state.ts';
import type { Ports } from '../ports/index.ts';
import { changingResources } from './changing-resources.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { accepted, operationSummary, operationView } from './operation-view.ts';
import { pageResponse } from './page.ts';
import { listItemsDefault } from './parameters.ts';

/** `GET /operations/{id}`, with the resources of changing stacks when they are asked for. */
export async function showOperation(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const operation = await readOperation(request.path.id ?? '', ports);
  const resources = request.query.resources ? await changingResources(operation, ports) : {};
  return { status: 200, body: operationView(operation, resources) };
}

/** `GET /operations`, newest first. */
export async function listOperations({ query }: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const { scope, cursor, limit = listItemsDefault } = query;
  return pageResponse(await ports.state.listOperations(scope, { cursor, limit }), operationSummary);
}

/** `GET /operations/{id}/events`, oldest first. `after` and `cursor` both are the id of an event. */
export async function listOperationEvents({ path, query }: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const { id } = await readOperation(path.id ?? '', ports);
  const { after, cursor, limit = listItemsDefault } = query;
  return pageResponse(await ports.state.listEvents(id, { cursor: cursor ?? after, limit }), (event) => event);
}

/** `POST /operations/{id}/cancel`. */
export async function stopOperation({ path, caller }: ApiRequest, ports: Ports): Promise<ApiResponse> {
  return accepted(await cancelOperation(path.id ?? '', caller.principal, ports));
}
