import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue } from '../core/catalogue/catalogue.ts';
import { catalogueFrom } from '../core/catalogue/catalogue-from.ts';
import type { Component } from '../core/catalogue/component.ts';
import { lazy } from './lazy.ts';

/** The catalogue in the function's package, read at first use. */
export const catalogue: Catalogue = /* @__PURE__ */ lazy(() => {
  return catalogueFrom(JSON.parse(readFileSync(cataloguePath(), 'utf8')) as Component[]);
});

function cataloguePath(): string {
  return join(process.env.LAMBDA_TASK_ROOT ?? '.', 'catalogue.json');
}
