import type { Catalogue } from '../../src/core/catalogue/catalogue.ts';
import type { Component } from '../../src/core/catalogue/component.ts';
import { isRecord, parseTemplate } from '../../src/core/catalogue/parse-template.ts';
import { wiredFrom } from './wired-from.ts';

/** A picture with more resources than this shows one node for each type. */
const nodesMax = 16;

interface Picture {
  readonly nodes: ReadonlyMap<string, string>;
  /** Both ends as `one>other`, each once. */
  readonly edges: ReadonlySet<string>;
}

/** A Mermaid graph: the resources of a component, what refers to what, and the components that it is wired to. */
export function resourceGraph(component: Component, catalogue: Catalogue): string {
  const { nodes, edges } = picture(component, catalogue);
  return [
    '```mermaid',
    'graph LR',
    ...[...nodes].map(([id, label]) => `  ${id}${label}`),
    ...[...edges].map((edge) => `  ${edge.replace('>', ' --> ')}`),
    '```',
  ].join('\n');
}

function picture(component: Component, catalogue: Catalogue): Picture {
  const resources = resourcesOf(component);
  const isWide = resources.size > nodesMax;
  const nodeOf = (id: string) => (isWide ? shortType(resources.get(id)).replaceAll(/\W/g, '') : id);
  const nodes = new Map<string, string>();
  const edges = new Set<string>();
  for (const [id, resource] of resources) {
    nodes.set(nodeOf(id), isWide ? typeLabel(resources, shortType(resource)) : resourceLabel(component, id, resource));
    for (const name of namesIn(resource)) {
      const source = resources.has(name) ? nodeOf(name) : neighbour(component, name, catalogue, nodes);
      if (source !== undefined && source !== nodeOf(id)) edges.add(`${nodeOf(id)}>${source}`);
    }
  }
  return { nodes, edges };
}

/** A loop's resources are shown once, under the name that stands in the loop. */
function resourcesOf({ templateBody }: Component): ReadonlyMap<string, unknown> {
  const { Resources } = parseTemplate(templateBody);
  const all = Object.entries(isRecord(Resources) ? Resources : {}).flatMap(([id, value]) => {
    return id.startsWith('Fn::ForEach::') && Array.isArray(value) ? Object.entries(value[2] as object) : [[id, value]];
  });
  return new Map(all.map(([id, value]) => [String(id).replaceAll(/\W/g, ''), value]));
}

function neighbour(
  component: Component,
  name: string,
  catalogue: Catalogue,
  nodes: Map<string, string>,
): string | undefined {
  const source = component.parameters.some((parameter) => parameter.name === name)
    ? wiredFrom(component, name, catalogue)
    : undefined;
  if (source === undefined || source === 'the platform') return undefined;
  const node = `from_${source.replaceAll('-', '_')}`;
  nodes.set(node, `([${source}])`);
  return node;
}

function resourceLabel(component: Component, id: string, resource: unknown): string {
  return `["${(component.descriptions[id] ?? id).replaceAll('"', "'")}<br/>${shortType(resource)}"]`;
}

function typeLabel(resources: ReadonlyMap<string, unknown>, type: string): string {
  const count = [...resources.values()].filter((resource) => shortType(resource) === type).length;
  return `["${count === 1 ? '' : `${count} × `}${type}"]`;
}

function shortType(resource: unknown): string {
  return String(isRecord(resource) ? resource.Type : '')
    .replace(/^AWS::/, '')
    .replace('::', ' ');
}

/** Every logical name that `Ref`, `Fn::GetAtt`, `Fn::Sub` or `DependsOn` names anywhere in a value. */
function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref' || key === 'DependsOn') return [inner].flat().map(String);
    if (key === 'Fn::GetAtt') return [String([inner].flat()[0]).split('.')[0] ?? ''];
    if (key === 'Fn::Sub') return [...namesInText(inner), ...(Array.isArray(inner) ? namesIn(inner[1]) : [])];
    return key === 'Metadata' ? [] : namesIn(inner);
  });
}

function namesInText(sub: unknown): readonly string[] {
  const text = String(Array.isArray(sub) ? sub[0] : sub);
  return [...text.matchAll(/\$\{([A-Za-z0-9]+)[.}]/g)].map(([, name = '']) => name);
}
