/** What Service Catalog asks of its external engine. */
export type CatalogAction = 'provision' | 'update' | 'terminate';

/** The result that is sent to Service Catalog. */
export interface CatalogResult {
  readonly action: CatalogAction;
  readonly token: string;
  readonly recordId: string;
  readonly provisionedProductId: string;
  /** Absent: it succeeded. */
  readonly failureReason?: string;
  readonly outputs: readonly { readonly key: string; readonly value: string; readonly description: string }[];
}

/** Service Catalog. Ignores a result that was sent before. */
export interface ServiceCatalog {
  notify(result: CatalogResult): Promise<void>;
}
