import type { Catalogue } from '../catalogue/catalogue.ts';
import { substitutedBy } from '../catalogue/substitutes.ts';
import { PlinthError } from '../errors.ts';
import { jsonPointer } from '../field-errors.ts';
import type { Layer } from '../scope.ts';
import { componentValues } from './component-values.ts';
import type { Components } from './texts.ts';

/**
 * Names of the components that others of this spec stand in for. Throws InvalidRequest for one that the spec names too,
 * and for one that two others would stand in for.
 */
export function substituted(layer: Layer, components: Components, catalogue: Catalogue): ReadonlySet<string> {
  const found = new Map<string, string>();
  for (const name of Object.keys(components)) {
    const component = catalogue.component(name);
    if (component?.layer !== layer) continue;
    const parameters = componentValues(component, components, catalogue);
    for (const other of substitutedBy({ component, parameters })) {
      const earlier = found.get(other);
      if (earlier !== undefined) throw refusal(name, `\`${earlier}\` substitutes for \`${other}\` already; remove one`);
      if (Object.hasOwn(components, other))
        throw refusal(other, `\`${name}\` substitutes for \`${other}\`; remove one`);
      found.set(other, name);
    }
  }
  return new Set(found.keys());
}

function refusal(component: string, message: string): PlinthError {
  const pointer = jsonPointer(['components', component]);
  return new PlinthError('InvalidRequest', message, { fields: [{ pointer, message }] });
}
