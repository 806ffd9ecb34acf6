import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue } from '../core/catalogue/catalogue.ts';
import { catalogueFrom } from '../core/catalogue/catalogue-from.ts';
import type { Component } from '../core/catalogue/component.ts';

let loaded: Catalogue | undefined;

/** The catalogue in the function's package, read at first use. */
export const catalogue: Catalogue = {
  component: (name) => load().component(name),
  components: () => load().components(),
};

function load(): Catalogue {
  loaded ??= catalogueFrom(JSON.parse(readFileSync(cataloguePath(), 'utf8')) as Component[]);
  return loaded;
}

function cataloguePath(): string {
  return join(process.env.LAMBDA_TASK_ROOT ?? '.', 'catalogue.json');
}
