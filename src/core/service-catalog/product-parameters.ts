import type { Catalogue } from '../catalogue/catalogue.ts';
import { settableParameters } from '../catalogue/settable-parameters.ts';
import { PlinthError } from '../errors.ts';
import type { CatalogMessage } from './message.ts';

/** A parameter of a product as Service Catalog shows it in its form. */
export interface ProductParameter {
  readonly key: string;
  readonly type: string;
  readonly description: string;
  readonly defaultValue?: string;
  readonly isNoEcho?: boolean;
}

/** The components that every environment has, and that the form of the product `environment` contains. */
const COMPONENTS = ['network', 'egress', 'cluster', 'load-balancer'] as const;

const OWN: readonly ProductParameter[] = [
  {
    key: 'Environment',
    type: 'string',
    description: 'Name of the environment: lower-case letters, digits and single hyphens.',
  },
  { key: 'Owner', type: 'string', description: 'Team that owns the environment.', defaultValue: '' },
];

/** The form of the product `environment`: its name and owner, and the templates' own parameters. */
export function productParameters(catalogue: Catalogue): readonly ProductParameter[] {
  return [...OWN, ...componentParameters(catalogue).map(({ parameter }) => parameter)];
}

/** The environment that a form describes. Throws InvalidRequest for a missing name or an unknown parameter. */
export function environmentFrom(
  message: CatalogMessage,
  catalogue: Catalogue,
): { name: string; spec: Record<string, unknown> } {
  const given = (message.parameters ?? []).flatMap(({ key, value }) => (value ? [[key, value] as const] : []));
  const values = new Map(given);
  const components: Record<string, Record<string, string>> = {};
  for (const { component, name, parameter } of componentParameters(catalogue)) {
    const value = values.get(parameter.key);
    if (value !== undefined && value !== parameter.defaultValue)
      components[component] = { ...components[component], [name]: value };
    values.delete(parameter.key);
  }
  const name = values.get('Environment');
  if (name === undefined)
    throw new PlinthError('InvalidRequest', 'parameter Environment is missing; set it to the name of the environment');
  const owner = values.get('Owner');
  const unknown = [...values.keys()].find((key) => key !== 'Environment' && key !== 'Owner');
  if (unknown !== undefined) throw new PlinthError('InvalidRequest', `parameter ${unknown} is unknown; remove it`);
  return { name, spec: { components, ...(owner !== undefined && { owner }) } };
}

function componentParameters(catalogue: Catalogue) {
  return COMPONENTS.flatMap((component) => {
    const found = catalogue.component(component);
    const settable = found === undefined ? [] : settableParameters(found, catalogue);
    return settable.map((parameter) => ({
      component,
      name: parameter.name,
      parameter: {
        key: `${pascal(component)}${parameter.name}`,
        type: 'string',
        description: parameter.description,
        // Plinth chooses the value of a parameter that has no default and is left empty.
        defaultValue: parameter.default ?? '',
        ...(parameter.noEcho && { isNoEcho: true }),
      },
    }));
  });
}

function pascal(component: string): string {
  return component
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
