import { globSync, readFileSync } from 'node:fs';
import { isRecord, parseTemplate } from '../../../src/core/catalogue/parse-template.ts';
import { isPlatformParameter } from '../../../src/core/catalogue/platform-parameters.ts';
import { TemplateContract } from '../../../src/core/catalogue/template-contract.ts';
import { type Reading, valuesAt } from './values.ts';

/** A resource as a rule sees it. One that `Fn::ForEach` makes is seen once. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly deletionPolicy: unknown;
  readonly updateReplacePolicy: unknown;
  /** It is there only where a condition holds. */
  readonly isConditional: boolean;
  /** All that can stand at this path of the properties, whatever the parameters are. A list stands for its items. */
  at(...path: readonly string[]): readonly unknown[];
}

export interface Template extends Reading {
  /** `templates/base/keys.yaml`. */
  readonly path: string;
  readonly lines: number;
  readonly plinth: TemplateContract['Metadata']['Plinth'];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly resources: readonly Resource[];
  readonly outputs: TemplateContract['Outputs'];
  /** Parameters that people set: neither the platform nor any component's output has their name. */
  readonly settable: readonly string[];
  ofType(...types: readonly string[]): readonly Resource[];
}

/** Every template of the catalogue. Throws for one that breaks the contract. */
export function readTemplates(pattern = 'templates/*/*.yaml'): readonly Template[] {
  return withWiring(
    globSync(pattern)
      .map((path) => path.replaceAll('\\', '/'))
      .toSorted()
      .map((path) => readTemplate(path, readFileSync(path, 'utf8'))),
  );
}

/** Templates that know of each other: what an output of one fills, nobody sets. */
export function withWiring(templates: readonly Template[]): readonly Template[] {
  const wired = new Set(templates.flatMap(({ outputs }) => Object.keys(outputs)));
  return templates.map((template) => {
    return { ...template, settable: template.settable.filter((name) => !wired.has(name)) };
  });
}

/** A single template, as if all its parameters were set by people. */
export function readTemplate(path: string, text: string): Template {
  const body = parseTemplate(text);
  const { Metadata, Parameters, Outputs } = TemplateContract.parse(body);
  const reading: Reading = { parameters: Parameters, mappings: recordAt(body, 'Mappings') };
  const resources = Object.entries(recordAt(body, 'Resources')).flatMap(([id, value]) => {
    return single(id, value).map(([name, resource]) => readResource(name, resource, reading));
  });
  return {
    ...reading,
    path,
    lines: text.trimEnd().split('\n').length,
    plinth: Metadata.Plinth,
    metadata: Metadata,
    resources,
    outputs: Outputs,
    settable: Object.keys(Parameters).filter((name) => !isPlatformParameter(name)),
    ofType: (...types) => resources.filter(({ type }) => types.includes(type)),
  };
}

/** `Fn::ForEach::Name: [Identifier, Collection, {Resource${Identifier}: ...}]` as the resources of one round. */
function single(id: string, value: unknown): readonly (readonly [string, Record<string, unknown>])[] {
  const fragment = id.startsWith('Fn::ForEach::') && Array.isArray(value) ? value[2] : { [id]: value };
  return Object.entries(isRecord(fragment) ? fragment : {}).flatMap(([name, resource]) =>
    isRecord(resource) ? [[name, resource] as const] : [],
  );
}

function readResource(id: string, resource: Readonly<Record<string, unknown>>, reading: Reading): Resource {
  const properties = recordAt(resource, 'Properties');
  return {
    id,
    type: String(resource.Type),
    properties,
    metadata: recordAt(resource, 'Metadata'),
    deletionPolicy: resource.DeletionPolicy,
    updateReplacePolicy: resource.UpdateReplacePolicy,
    isConditional: 'Condition' in resource,
    at: (...path) => valuesAt(properties, path, reading),
  };
}

function recordAt(record: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = record[key];
  return isRecord(value) ? value : {};
}
