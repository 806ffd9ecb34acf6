import type { Ports } from '../ports/index.ts';
import type { RetainedItem } from '../retained.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { pageResponse } from './page.ts';
import { listItemsDefault } from './parameters.ts';
import { removalCommands } from './removal-commands.ts';
import type { RetainedView } from './views/retained.ts';

/** `GET /retained`, by account, region and type. */
export async function listRetained({ query }: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const { cursor, limit = listItemsDefault } = query;
  return pageResponse(await ports.state.listRetained({ cursor, limit }), retainedView);
}

function retainedView(item: RetainedItem): RetainedView {
  const { physicalId: id, target, ...rest } = item;
  return { ...rest, id, ...target, remove: [...removalCommands(item)] };
}
