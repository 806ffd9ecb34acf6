import { ports } from '../../src/aws/ports.ts';
import { acceptCatalogBatch, CatalogBatch } from '../../src/core/service-catalog/accept-catalog-batch.ts';
import { event } from '../chain/event.ts';

/** Service Catalog's queues: a product is to be provisioned, updated or terminated. */
export const handler = event(CatalogBatch, (input) => acceptCatalogBatch(input, ports));
