import { isRecord } from '../catalogue/parse-template.ts';
import { type Loop, resourceType, templateResources } from '../catalogue/template-resources.ts';
import { type KnownParts, knownValue } from '../plan/known-value.ts';
import type { PlannedParameter } from '../plan/plan.ts';
import type { ResourceChange } from '../ports/aws.ts';

interface Template {
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, unknown>>;
}

/**
 * What a stack that is not there yet adds: the resources of its template without those that a condition is known to
 * leave out, and loops over known lists unrolled. Pure.
 */
export function additions(
  templateBody: string,
  parameters: Readonly<Record<string, PlannedParameter>>,
): readonly ResourceChange[] {
  const { Conditions: conditions = {}, Resources } = JSON.parse(templateBody) as Template;
  const parts: KnownParts = { parameters, conditions };
  const resources = [...templateResources(Resources, (loop) => unrolled(loop, parts))];
  return resources
    .filter(([, resource]) => !isLeftOut(resource, parts))
    .map(([logicalId, resource]) => {
      return { action: 'Add', logicalId, type: resourceType(resource) ?? logicalId, replacement: 'False' };
    });
}

function isLeftOut(resource: unknown, parts: KnownParts): boolean {
  const condition = isRecord(resource) ? resource.Condition : undefined;
  return condition !== undefined && knownValue({ Condition: condition }, parts) === false;
}

/** Of a list that is not known yet: once, as it is written. */
function unrolled({ variable, over, resources }: Loop, parts: KnownParts): readonly Loop['resources'][] {
  const values = (Array.isArray(over) ? over : [over]).map((each) => knownValue(each, parts));
  if (values.includes(undefined)) return [resources];
  const items = values.flatMap((value) => String(value).split(',')).filter((item) => item !== '');
  return items.map((item) => withItem(resources, variable, item));
}

/** `${Name}` stands for the item, `&{Name}` for its letters and digits. */
function withItem(resources: Loop['resources'], variable: string, item: string): Loop['resources'] {
  const inText = JSON.stringify(item).slice(1, -1);
  const text = JSON.stringify(resources)
    .replaceAll(`&{${variable}}`, () => item.replace(/[^A-Za-z0-9]/g, ''))
    .replaceAll(`\${${variable}}`, () => inText)
    .replaceAll(JSON.stringify({ Ref: variable }), () => JSON.stringify(item));
  return JSON.parse(text) as Loop['resources'];
}
