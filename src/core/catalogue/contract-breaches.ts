import type { FieldError } from '../errors.ts';
import { jsonPointer } from '../field-errors.ts';
import { DATA_TYPES, KEEPING_POLICIES } from './data-types.ts';
import { isRecord } from './parse-template.ts';
import type { TemplateContract } from './template-contract.ts';
import { resourceType, templateResources } from './template-resources.ts';

/** The only allowed transform, because it only changes how a template is written. */
const TRANSFORM = 'AWS::LanguageExtensions';

/** Functions that make a template depend on something outside of it. */
const FOREIGN: Readonly<Record<string, string>> = {
  'Fn::ImportValue': 'name a parameter as the output of a required component: what is imported cannot change',
  'Fn::Transform': 'write the resources themselves; the result of a macro cannot be planned',
};

/** Where a template breaks the rules of every component: no dependencies outside of it, and data that is retained. */
export function contractBreaches(
  template: Readonly<Record<string, unknown>>,
  contract: TemplateContract,
): FieldError[] {
  return [
    ...otherTransforms(template.Transform),
    ...exports(contract),
    ...foreignFunctions(template, []),
    ...lostData(contract),
  ];
}

function otherTransforms(transform: unknown): FieldError[] {
  const named = transform === undefined || Array.isArray(transform) ? (transform ?? []) : [transform];
  const isOurs = Array.isArray(named) && named.every((name) => name === TRANSFORM);
  return isOurs
    ? []
    : [{ pointer: '/Transform', message: `use only ${TRANSFORM}; write the resources of other transforms themselves` }];
}

function exports({ Outputs }: TemplateContract): FieldError[] {
  return Object.entries(Outputs)
    .filter(([, output]) => 'Export' in output)
    .map(([name]) => ({
      pointer: jsonPointer(['Outputs', name, 'Export']),
      message: 'remove it: an export cannot change while it is imported, and outputs are handed on by their names',
    }));
}

function foreignFunctions(value: unknown, path: readonly string[]): FieldError[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const message = Object.hasOwn(FOREIGN, key) ? FOREIGN[key] : undefined;
    const below = [...path, key];
    return message === undefined ? foreignFunctions(inner, below) : [{ pointer: jsonPointer(below), message }];
  });
}

/** Breaches of a template with `Data: true`. Exceptions with a reason are checked by the template rules of this repository. */
function lostData({ Metadata: { Plinth }, Resources }: TemplateContract): FieldError[] {
  if (!Plinth.Data) return [];
  const resources = [...templateResources(Resources)];
  const lost = resources
    .filter(([, resource]) => DATA_TYPES.has(resourceType(resource) ?? '') && !isExcepted(resource))
    .flatMap(([id, resource]) =>
      ['DeletionPolicy', 'UpdateReplacePolicy']
        .filter((policy) => !mayKeep(resource, policy))
        .map((policy) => ({
          pointer: jsonPointer(['Resources', id, policy]),
          message: 'it holds data, and the template has `Data: true`; set Retain or Snapshot',
        })),
    );
  if (lost.length > 0 || resources.some(([, resource]) => mayKeep(resource, 'DeletionPolicy'))) return lost;
  return [{ pointer: '/Metadata/Plinth/Data', message: 'no resource has a DeletionPolicy of Retain or Snapshot' }];
}

/** A function there may answer with one. */
function mayKeep(resource: unknown, policy: string): boolean {
  const said = isRecord(resource) ? resource[policy] : undefined;
  return isRecord(said) || KEEPING_POLICIES.has(said);
}

function isExcepted(resource: unknown): boolean {
  const metadata = isRecord(resource) && isRecord(resource.Metadata) ? resource.Metadata : {};
  const exceptions = metadata['plinth:exceptions'];
  return Array.isArray(exceptions) && exceptions.some((each) => isRecord(each) && each.Rule === 'data-is-kept');
}
