import { z } from 'zod';
import type { Ports } from '../ports/index.ts';
import { acceptCatalogRequest } from './accept-catalog-request.ts';
import { type CatalogAction, CatalogMessage } from './message.ts';

/** `maxReceiveCount` of the queues' redrive policy. */
const receivesMax = 5;

/** Messages of one of Service Catalog's three queues, as Lambda's event source mapping delivers them. */
export const CatalogBatch = z.object({
  Records: z
    .array(
      z.object({
        messageId: z.string(),
        body: z.string().max(262_144),
        eventSourceARN: z.string(),
        attributes: z.object({ ApproximateReceiveCount: z.coerce.number() }),
      }),
    )
    .max(10_000),
});
export type CatalogBatch = z.infer<typeof CatalogBatch>;

export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Accepts each message separately. Only those that failed are delivered again. */
export async function acceptCatalogBatch({ Records }: CatalogBatch, ports: Ports): Promise<BatchAnswer> {
  const failures: { itemIdentifier: string }[] = [];
  for (const { messageId, body, eventSourceARN, attributes } of Records) {
    try {
      const message = CatalogMessage.parse(JSON.parse(body));
      const lastTry = attributes.ApproximateReceiveCount >= receivesMax;
      await acceptCatalogRequest({ action: actionOf(eventSourceARN), message, lastTry }, ports);
    } catch (error) {
      ports.log.error('a message of Service Catalog was not accepted', { error });
      failures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures: failures };
}

/** The queue's name tells the action. The documents of Service Catalog disagree on the field of the message. */
function actionOf(queueArn: string): CatalogAction {
  if (queueArn.includes('Provision')) return 'provision';
  return queueArn.includes('Update') ? 'update' : 'terminate';
}
