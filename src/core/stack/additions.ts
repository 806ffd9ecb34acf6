import { isRecord } from '../catalogue/parse-template.ts';
import { type Loop, resourceType, templateResources } from '../catalogue/template-resources.ts';
import { type KnownParts, knownValue } from '../plan/known-value.ts';
import type { PlannedParameter } from '../plan/plan.ts';
import type { ResourceChange } from '../ports/aws.ts';

interface Template {
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, unknown>>;
}

type Parameters = Readonly<Record<string, PlannedParameter>>;

/**
 * What a stack that is not there yet adds: the resources of its template without those that a condition is known to
 * leave out, and loops over known lists unrolled. Pure.
 */
export function additions(templateBody: string, parameters: Parameters): readonly ResourceChange[] {
  const { Conditions: conditions = {}, Resources } = JSON.parse(templateBody) as Template;
  const parts: KnownParts = { parameters, conditions };
  const resources = [...templateResources(Resources, (loop) => unrolled(loop, parts))];
  return resources.filter(([, resource]) => isThere(resource, parts) !== false).map(changeOf('Add'));
}

interface Update {
  /** The parameters of the stack as it stands. */
  readonly before: Parameters;
  /** Those to come, as far as they are known. */
  readonly after: Parameters;
}

/**
 * What comes and what goes for certain when a stack's parameters change while its template stays. What changes in a
 * resource that stays is not among it. Pure.
 */
export function foreseenChanges(templateBody: string, { before, after }: Update): readonly ResourceChange[] {
  const { Conditions: conditions = {}, Resources } = JSON.parse(templateBody) as Template;
  const [stood, stands] = [
    { parameters: before, conditions },
    { parameters: after, conditions },
  ];
  const overlaid = { parameters: { ...before, ...after }, conditions };
  const was = templateResources(Resources, (loop) => unrolled(loop, stood));
  const becomes = templateResources(Resources, (loop) => unrolled(loop, overlaid));
  const wasThere = (id: string) => was.has(id) && isThere(was.get(id), stood) !== false;
  const comes = [...becomes].filter(([id, resource]) => !wasThere(id) && isThere(resource, stands) === true);
  const goes = [...was].filter(([id, resource]) => {
    return isThere(resource, stood) === true && (!becomes.has(id) || isThere(resource, stands) === false);
  });
  return [...comes.map(changeOf('Add')), ...goes.map(changeOf('Remove'))];
}

function changeOf(action: 'Add' | 'Remove') {
  return ([logicalId, resource]: readonly [string, unknown]): ResourceChange => {
    return { action, logicalId, type: resourceType(resource) ?? logicalId, replacement: 'False' };
  };
}

/** Whether a resource's condition lets it be; undefined as long as nobody knows. */
function isThere(resource: unknown, parts: KnownParts): boolean | undefined {
  const condition = isRecord(resource) ? resource.Condition : undefined;
  if (condition === undefined) return true;
  const value = knownValue({ Condition: condition }, parts);
  return typeof value === 'boolean' ? value : undefined;
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
