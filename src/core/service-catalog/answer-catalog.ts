import { z } from 'zod';
import type { Operation } from '../entities.ts';
import { isEnded, readOperation } from '../operation/operation-state.ts';
import type { Ports } from '../ports/index.ts';
import type { CatalogPorts } from './accept-catalog-request.ts';
import { CatalogAction, type CatalogResult } from './message.ts';

const reasonLengthMax = 2048;
const outputsMax = 60;

/** Document `catalog` of an operation: what Service Catalog waits for, until it was told. */
export const CatalogDocument = z.object({
  action: CatalogAction,
  token: z.string(),
  recordId: z.string(),
  provisionedProductId: z.string(),
  answered: z.boolean().optional(),
});
export type CatalogDocument = z.infer<typeof CatalogDocument>;

/**
 * Tells Service Catalog how an operation ended, if it came from there, has ended, and was not told of yet. Called
 * however the execution ended, and again by the sweep: telling twice is refused over there, and no error here.
 */
export async function answerCatalog(operationId: string, ports: CatalogPorts): Promise<void> {
  const parsed = CatalogDocument.safeParse(await ports.state.readDocument(operationId, 'catalog'));
  if (!parsed.success || parsed.data.answered) return;
  const operation = await readOperation(operationId, ports);
  if (!isEnded(operation)) return;
  const { answered: _answered, ...document } = parsed.data;
  await ports.serviceCatalog.notify({ ...document, ...(await ending(operation, ports)) });
  await ports.state.putDocument(operationId, 'catalog', { ...document, answered: true });
}

async function ending(operation: Operation, ports: Ports): Promise<Pick<CatalogResult, 'failureReason' | 'outputs'>> {
  if ('error' in operation) return { failureReason: cut(reasonOf(operation)), outputs: [] };
  const head = await ports.state.readHead(operation.scope);
  const outputs = Object.entries(head?.stacks ?? {}).flatMap(([component, stack]) => {
    const words = ports.catalogue.component(component)?.outputs ?? {};
    return Object.entries(stack.outputs).map(([key, value]) => ({ key, value, description: words[key] ?? '' }));
  });
  return { outputs: outputs.slice(0, outputsMax) };
}

function reasonOf(operation: Extract<Operation, { status: 'failed' | 'cancelled' }>): string {
  const { message, cause } = operation.error;
  return cause === undefined ? message : `${message}: ${cause}`;
}

function cut(text: string): string {
  return text.length <= reasonLengthMax ? text : `${text.slice(0, reasonLengthMax - 3)}...`;
}
