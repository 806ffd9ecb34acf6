import { buildCatalogue, type TemplateFile } from '../../src/core/catalogue/build-catalogue.ts';
import { Layer } from '../../src/core/scope.ts';
import { componentSection } from './component-section.ts';
import { costAtDefaults } from './cost-at-defaults.ts';
import { table } from './markdown.ts';

const layerWords: Readonly<Record<Layer, string>> = {
  base: 'Once an account and region. What all environments share.',
  environment: 'Once an environment. The network, what runs in it, and the data that its applications use.',
  application: 'Once an application in an environment: what it keeps from release to release.',
  release: 'Once a release: one image in one slot. It is never changed.',
};

/** `docs/reference/catalogue.md`, made of the templates alone. Throws for a template that breaks the contract. */
export function catalogueReference(files: readonly TemplateFile[]): string {
  const catalogue = buildCatalogue(files);
  const components = catalogue.components();
  const overview = components.map((component) => [
    component.layer,
    `[\`${component.name}\`](#${component.name})`,
    component.summary,
    component.data ? 'yes' : '',
    costAtDefaults(component),
  ]);
  const sections = Layer.options.flatMap((layer) => {
    const own = components.filter((component) => component.layer === layer);
    const title = `## ${layer.charAt(0).toUpperCase()}${layer.slice(1)}`;
    return [title, layerWords[layer], ...own.map((component) => componentSection(component, catalogue))];
  });
  return `${[
    '# The catalogue',
    '<!-- Made by `npm run reference` from templates/. Change a template, not this page. -->',
    `${components.length} components. A scope has those that its layer always has, and those that its spec names under \`components\`. Each is one CloudFormation template in \`templates/\`, and one stack in a scope. Prices are US dollars for a month of 730 hours in us-east-1, while nobody uses it, at the defaults.`,
    table(['layer', 'component', 'what it is', 'data', 'a month'], overview),
    ...sections,
  ].join('\n\n')}\n`;
}
