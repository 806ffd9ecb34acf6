/** What Service Catalog asks of its external engine. */
export type CatalogAction = 'provision' | 'update' | 'terminate';

/** What Service Catalog is told when the work has ended. */
export interface CatalogResult {
  readonly action: CatalogAction;
  readonly token: string;
  readonly recordId: string;
  readonly provisionedProductId: string;
  /** Absent: it succeeded. */
  readonly failureReason?: string;
  readonly outputs: readonly { readonly key: string; readonly value: string; readonly description: string }[];
}

/** Service Catalog. A result that was told already is no error. */
export interface ServiceCatalog {
  notify(result: CatalogResult): Promise<void>;
}
