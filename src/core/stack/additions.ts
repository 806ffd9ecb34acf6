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
 * What a new stack adds: the resources of its template without those that a condition is known to leave out, and with loops over
 * known lists unrolled. Pure.
 */
export function additions(templateBody: string, parameters: Parameters): readonly ResourceChange[] {
  return resourcesThat((exists) => exists !== false, { templateBody, parameters }).map(changeOf('Add'));
}

/** The resources that a new stack certainly adds, as its template has them, by logical id. */
export function certainResources(
  templateBody: string,
  parameters: Parameters,
): readonly (readonly [string, unknown])[] {
  return resourcesThat((exists) => exists === true, { templateBody, parameters });
}

interface NewStack {
  readonly templateBody: string;
  readonly parameters: Parameters;
}

function resourcesThat(
  isWanted: (exists: boolean | undefined) => boolean,
  { templateBody, parameters }: NewStack,
): readonly (readonly [string, unknown])[] {
  const { Conditions: conditions = {}, Resources } = JSON.parse(templateBody) as Template;
  const parts: KnownParts = { parameters, conditions };
  const resources = [...templateResources(Resources, (loop) => unrolled(loop, parts))];
  return resources.filter(([, resource]) => isWanted(existsIn(resource, parts)));
}

interface Update {
  /** The parameters of the stack now. */
  readonly before: Parameters;
  /** The planned ones, as far as they are known. */
  readonly after: Parameters;
}

/**
 * The resources that are certainly added and removed when a stack's parameters change while its template stays the same. Changes of
 * resources that exist before and after are not listed. Pure.
 */
export function foreseenChanges(templateBody: string, { before, after }: Update): readonly ResourceChange[] {
  const { Conditions: conditions = {}, Resources } = JSON.parse(templateBody) as Template;
  const [earlier, later] = [
    { parameters: before, conditions },
    { parameters: after, conditions },
  ];
  const overlaid = { parameters: { ...before, ...after }, conditions };
  const was = templateResources(Resources, (loop) => unrolled(loop, earlier));
  const becomes = templateResources(Resources, (loop) => unrolled(loop, overlaid));
  const wasThere = (id: string) => was.has(id) && existsIn(was.get(id), earlier) !== false;
  const added = [...becomes].filter(([id, resource]) => !wasThere(id) && existsIn(resource, later) === true);
  const removed = [...was].filter(([id, resource]) => {
    return existsIn(resource, earlier) === true && (!becomes.has(id) || existsIn(resource, later) === false);
  });
  return [...added.map(changeOf('Add')), ...removed.map(changeOf('Remove'))];
}

function changeOf(action: 'Add' | 'Remove') {
  return ([logicalId, resource]: readonly [string, unknown]): ResourceChange => {
    return { action, logicalId, type: resourceType(resource) ?? logicalId, replacement: 'False' };
  };
}

/** Whether a resource exists under its condition; undefined as long as the condition's value is unknown. */
function existsIn(resource: unknown, parts: KnownParts): boolean | undefined {
  const condition = isRecord(resource) ? resource.Condition : undefined;
  if (condition === undefined) return true;
  const value = knownValue({ Condition: condition }, parts);
  return typeof value === 'boolean' ? value : undefined;
}

/** A loop over a list that is not known yet stays as it is written, once. */
function unrolled({ variable, over, resources }: Loop, parts: KnownParts): readonly Loop['resources'][] {
  const values = (Array.isArray(over) ? over : [over]).map((each) => knownValue(each, parts));
  if (values.includes(undefined)) return [resources];
  const items = values.flatMap((value) => String(value).split(',')).filter((item) => item !== '');
  return items.map((item) => withItem(resources, variable, item));
}

/** Replaces `${Name}` by the item, and `&{Name}` by its letters and digits. */
function withItem(resources: Loop['resources'], variable: string, item: string): Loop['resources'] {
  const inText = JSON.stringify(item).slice(1, -1);
  const text = JSON.stringify(resources)
    .replaceAll(`&{${variable}}`, () => item.replace(/[^A-Za-z0-9]/g, ''))
    .replaceAll(`\${${variable}}`, () => inText)
    .replaceAll(JSON.stringify({ Ref: variable }), () => JSON.stringify(item));
  return JSON.parse(text) as Loop['resources'];
}
