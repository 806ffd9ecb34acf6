import { isRecord, parseTemplate } from '../../src/core/catalogue/parse-template.ts';

/**
 * A template as plain JSON for judges that know no `Fn::ForEach`: each loop as one round. `without` names a part of the
 * metadata, of the template and of its resources, that is left out.
 */
export function expandTemplate(text: string, without?: string): string {
  const template = parseTemplate(text);
  const resources = isRecord(template.Resources) ? template.Resources : {};
  const expanded = Object.entries(resources).flatMap(([id, value]) => rounds(id, value, without));
  const plain = withoutPart({ ...template, Transform: undefined, Resources: Object.fromEntries(expanded) }, without);
  return JSON.stringify(plain, undefined, 1);
}

function rounds(id: string, value: unknown, without?: string): readonly (readonly [string, unknown])[] {
  if (!id.startsWith('Fn::ForEach::') || !Array.isArray(value)) return [[id, withoutPart(value, without)]];
  const [identifier, , fragment] = value;
  const round = JSON.stringify(fragment).replaceAll(new RegExp(`[$&]\\{${String(identifier)}\\}`, 'g'), 'one');
  return Object.entries(JSON.parse(round.replaceAll(`{"Ref":"${String(identifier)}"}`, '"one"')));
}

function withoutPart(described: unknown, name: string | undefined): unknown {
  if (name === undefined || !isRecord(described) || !isRecord(described.Metadata)) return described;
  return { ...described, Metadata: { ...described.Metadata, [name]: undefined } };
}
