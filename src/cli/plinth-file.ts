import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { PLINTH_FILE_VERSION } from '../core/spec/plinth-file.ts';
import { CliError, EXIT } from './cli-error.ts';
import { pathOf } from './scope-argument.ts';

/** YAML null means an empty object: `base:` is an empty spec, and so is `redis:` below `components`. */
const Empty = z.null().transform(() => ({}));

const Spec = z.record(z.string(), z.unknown()).transform(withEmptyComponents).or(Empty);

const EnvironmentSpec = z
  .looseObject({ applications: z.record(z.string(), Spec).optional() })
  .transform(({ applications, ...spec }) => ({ applications, spec: withEmptyComponents(spec) }))
  .or(z.null().transform(() => ({ applications: undefined, spec: {} })));

/** `plinth.yaml`: the specs of a base, its environments and their applications, with the fields of the HTTP API. */
const PlinthFile = z.strictObject({
  version: z.literal(PLINTH_FILE_VERSION).default(PLINTH_FILE_VERSION),
  base: Spec.optional(),
  environments: z.record(z.string(), EnvironmentSpec).optional(),
});

/** One scope with its spec. */
export interface ScopeSpec {
  readonly scope: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Reads a YAML or JSON file into scopes, parents before children. */
export function readPlinthFile(path: string): readonly ScopeSpec[] {
  const file = read(path);
  assertVersion(file, path);
  const parsed = PlinthFile.safeParse(file);
  if (!parsed.success) throw new CliError(`${path}: ${z.prettifyError(parsed.error)}`, EXIT.usage);
  const { base, environments = {} } = parsed.data;
  return [
    ...(base === undefined ? [] : [{ scope: 'base', spec: base }]),
    ...Object.entries(environments).flatMap(([environment, { applications = {}, spec }]) => [
      { scope: pathOf(environment), spec },
      ...Object.entries(applications).map(([application, applicationSpec]) => ({
        scope: pathOf(environment, application),
        spec: applicationSpec,
      })),
    ]),
  ];
}

/** Checked first: a file of another version may have other sections. */
function assertVersion(file: unknown, path: string): void {
  const version = (file as { readonly version?: unknown } | null)?.version ?? PLINTH_FILE_VERSION;
  if (version === PLINTH_FILE_VERSION) return;
  const given = JSON.stringify(version);
  throw new CliError(
    `${path}: version ${given} is not supported; this client reads version ${PLINTH_FILE_VERSION}`,
    EXIT.usage,
  );
}

function withEmptyComponents(spec: Record<string, unknown>): Record<string, unknown> {
  const { components } = spec;
  if (typeof components !== 'object' || components === null || Array.isArray(components)) return spec;
  const entries = Object.entries(components).map(([name, parameters]) => [name, parameters ?? {}]);
  return { ...spec, components: Object.fromEntries(entries) };
}

function read(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`${path} cannot be read: ${reason}`, EXIT.usage, ['plinth up examples/hello/plinth.yaml']);
  }
}
