import { PlinthError } from '../errors.ts';
import type { Catalogue } from './catalogue.ts';
import { catalogueFrom } from './catalogue-from.ts';
import { parseComponent } from './parse-component.ts';

export interface TemplateFile {
  /** For messages: `base/keys.yaml`. */
  readonly path: string;
  readonly text: string;
}

/** The catalogue of these templates. Throws for an invalid template, unknown requirements, and circular requirements. */
export function buildCatalogue(files: readonly TemplateFile[]): Catalogue {
  const paths = new Map<string, string>();
  const components = files.map(({ path, text }) => {
    const component = parseComponent(path, text);
    const other = paths.get(component.name);
    if (other !== undefined) {
      const message = `templates ${other} and ${path} both have the name \`${component.name}\`; rename one`;
      throw new PlinthError('InvalidRequest', message);
    }
    paths.set(component.name, path);
    return component;
  });
  return catalogueFrom(components);
}
