import { z } from 'zod';
import { isEnded, type Operation } from '../entities.ts';
import type { CatalogResult, Ports } from '../ports/index.ts';
import { CatalogAction } from './message.ts';

type AnswerPorts = Pick<Ports, 'state' | 'catalogue' | 'serviceCatalog'>;

const reasonLengthMax = 2048;
const outputsMax = 60;

/** Document `catalog` of an operation: the answer that Service Catalog waits for, until it was sent. */
export const CatalogDocument = z.object({
  action: CatalogAction,
  token: z.string(),
  recordId: z.string(),
  provisionedProductId: z.string(),
  answered: z.boolean().optional(),
});
export type CatalogDocument = z.infer<typeof CatalogDocument>;

/**
 * Sends the result of an ended operation to Service Catalog, unless it was sent before. Every end of an operation calls this;
 * Service Catalog refuses a second result, which is ignored.
 */
export async function answerCatalog(operation: Operation, ports: AnswerPorts): Promise<void> {
  if (!isEnded(operation)) return;
  const parsed = CatalogDocument.safeParse(await ports.state.readDocument(operation.id, 'catalog'));
  if (!parsed.success || parsed.data.answered) return;
  const { answered: _answered, ...document } = parsed.data;
  await ports.serviceCatalog.notify({ ...document, ...(await ending(operation, ports)) });
  await ports.state.putDocument(operation.id, 'catalog', { ...document, answered: true });
}

async function ending(
  operation: Operation,
  ports: AnswerPorts,
): Promise<Pick<CatalogResult, 'failureReason' | 'outputs'>> {
  if ('error' in operation) return { failureReason: cut(reasonOf(operation)), outputs: [] };
  const scopeState = await ports.state.readScopeState(operation.scope);
  const outputs = Object.entries(scopeState?.stacks ?? {}).flatMap(([component, stack]) => {
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
