import { globSync, readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import type { TemplateFile } from '../../src/core/catalogue/build-catalogue.ts';
import { PlinthError } from '../../src/core/errors.ts';

/**
 * Every template of the catalogue, in the order of paths: those in `templates/`, and those in the folders that
 * PLINTH_TEMPLATES names, joined as in PATH. So a team keeps its own components outside of this repository.
 */
export function readTemplateFiles(further = process.env.PLINTH_TEMPLATES ?? ''): readonly TemplateFile[] {
  return ['templates', ...further.split(delimiter).filter((folder) => folder !== '')]
    .flatMap(templatesIn)
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));
}

function templatesIn(folder: string): readonly string[] {
  const found = globSync(`${folder}/**/*.{yaml,yml,json}`).toSorted();
  if (found.length > 0) return found;
  throw new PlinthError(
    'InvalidRequest',
    `${folder} has no templates (*.yaml, *.yml, *.json): look at PLINTH_TEMPLATES`,
  );
}
