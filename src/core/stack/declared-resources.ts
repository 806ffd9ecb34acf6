type Json = Readonly<Record<string, unknown>>;

export interface DeclaredResource {
  readonly Type: string;
  readonly DeletionPolicy?: unknown;
  readonly UpdateReplacePolicy?: unknown;
  readonly Properties?: Json;
}

/** A loop of a template: its variable, the list that it runs over, and the resources in it. */
type Loop = readonly [unknown, unknown, Json];

/** Every resource that a template declares, also those in its loops, under the names they have there. */
export function declaredResources(templateBody: string): readonly DeclaredResource[] {
  const { Resources } = JSON.parse(templateBody) as { readonly Resources: Json };
  return declaredIn(Resources);
}

export function isLoop(name: string, declared: unknown): declared is Loop {
  return name.startsWith('Fn::ForEach::') && Array.isArray(declared);
}

function declaredIn(resources: Json): readonly DeclaredResource[] {
  return Object.entries(resources).flatMap(([name, declared]) => {
    return isLoop(name, declared) ? declaredIn(declared[2]) : [declared as DeclaredResource];
  });
}
