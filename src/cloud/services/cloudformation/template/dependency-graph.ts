import { referencesOf } from './references.ts';
import type { ResourceDeclaration, Template } from './template.ts';
import { validationError } from './template-error.ts';

/** The dependencies of each resource whose condition holds. */
export type DependencyGraph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The order of a template's resources, from `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`. Only resources whose
 * condition holds take part, and only the branches of `Fn::If` that are taken.
 *
 * Throws `ValidationError` when the resources depend on each other in a circle.
 */
export function dependencyGraph(template: Template, holds: (condition: string) => boolean): DependencyGraph {
  const present = Object.entries(template.resources).filter(([, resource]) => isPresent(resource, holds));
  const names = new Set(present.map(([name]) => name));
  const graph = new Map(present.map(([name, resource]) => [name, dependenciesOf(resource, names, holds)]));
  const circle = circleIn(graph);
  if (circle.length > 0) {
    throw validationError(`Circular dependency between resources: [${circle.join(', ')}]`);
  }
  return graph;
}

export function isPresent(resource: ResourceDeclaration, holds: (condition: string) => boolean): boolean {
  return resource.Condition === undefined || holds(resource.Condition);
}

function dependenciesOf(
  resource: ResourceDeclaration,
  names: ReadonlySet<string>,
  holds: (condition: string) => boolean,
): Set<string> {
  const referenced = referencesOf(resource.Properties ?? {}, holds)
    .filter((reference) => reference.kind !== 'Condition')
    .map((reference) => reference.name);
  return new Set([...referenced, ...dependsOn(resource)].filter((name) => names.has(name)));
}

export function dependsOn(resource: ResourceDeclaration): string[] {
  return resource.DependsOn === undefined ? [] : [resource.DependsOn].flat().map(String);
}

/** The resources in a circle: what remains after removing all resources that can be ordered, from both ends. */
function circleIn(graph: DependencyGraph): string[] {
  const left = new Map([...graph].map(([name, needs]) => [name, new Set(needs)]));
  for (let removed = true; removed; ) {
    removed = false;
    for (const [name, needs] of left) {
      const isNeeded = [...left].some(([other, theirs]) => other !== name && theirs.has(name));
      if (needs.size > 0 && (isNeeded || needs.has(name))) continue;
      left.delete(name);
      for (const other of left.values()) other.delete(name);
      removed = true;
    }
  }
  return [...left.keys()];
}
