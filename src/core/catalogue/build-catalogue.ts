import type { Catalogue } from './catalogue.ts';
import { catalogueFrom } from './catalogue-from.ts';
import { parseComponent } from './parse-component.ts';

export interface TemplateFile {
  /** For messages: `base/keys.yaml`. */
  readonly path: string;
  readonly text: string;
}

/** The catalogue of all these templates. Throws for a broken template, requirements that are unknown, and circles. */
export function buildCatalogue(files: readonly TemplateFile[]): Catalogue {
  return catalogueFrom(files.map((file) => parseComponent(file.path, file.text)));
}
