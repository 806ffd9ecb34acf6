import { z } from 'zod';

export const CatalogAction = z.enum(['provision', 'update', 'terminate']);
export type CatalogAction = z.infer<typeof CatalogAction>;

/**
 * A message of Service Catalog to its external engine. The queue tells the action, because the documents disagree on the names in
 * `operation`.
 * https://docs.aws.amazon.com/servicecatalog/latest/adminguide/external-engine.html
 */
export const CatalogMessage = z.object({
  token: z.string().min(1).max(20_000),
  provisionedProductId: z.string().min(1).max(100),
  provisionedProductName: z.string().max(128).optional(),
  recordId: z.string().min(1).max(100),
  identity: z.object({ principal: z.string(), awsAccountId: z.string() }).optional(),
  parameters: z
    .array(z.object({ key: z.string().max(256), value: z.string().max(4096).nullish() }))
    .max(200)
    .nullish(),
  tags: z
    .array(z.object({ key: z.string(), value: z.string() }))
    .max(50)
    .nullish(),
});
export type CatalogMessage = z.infer<typeof CatalogMessage>;

/** Every resource of a product carries this tag, by which Service Catalog finds them. */
export const TRACER_TAG = 'SERVICE_CATALOG_TERRAFORM_INTEGRATION-DO_NOT_DELETE';
