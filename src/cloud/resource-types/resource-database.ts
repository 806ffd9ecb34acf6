import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import type { Resource, TypeDefinition } from '@aws-cdk/service-spec-types';

interface Database {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly definitions: ReadonlyMap<string, TypeDefinition>;
}

interface DatabaseFile {
  readonly schema: {
    readonly resource: { readonly entities: readonly Resource[] };
    readonly typeDefinition: { readonly entities: readonly (TypeDefinition & { readonly $id: string })[] };
  };
}

let loaded: Database | undefined;

/**
 * The published resource schemas, read at first use. The package's own loader indexes every metric and event as
 * well, which takes more than twice as long; only resources and their types are needed here.
 */
export function resourceDatabase(): Database {
  if (loaded !== undefined) return loaded;
  const path = createRequire(import.meta.url).resolve('@aws-cdk/aws-service-spec/db.json.gz');
  const { schema } = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as DatabaseFile;
  loaded = {
    resources: new Map(schema.resource.entities.map((resource) => [resource.cloudFormationType, resource])),
    definitions: new Map(schema.typeDefinition.entities.map((definition) => [definition.$id, definition])),
  };
  return loaded;
}
