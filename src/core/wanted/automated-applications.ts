import type { ScopeState, SpecRecord } from '../entities.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import { readableScopeStates } from '../plan/all-scope-states.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import type { AcceptedImages } from './decide-start.ts';
import type { ApplicationScope } from './start-wanted.ts';

/** An application that pushed images are released into. */
export interface AutomatedApplication {
  readonly path: string;
  readonly scope: ApplicationScope;
  readonly scopeState: ScopeState;
  readonly accepts: AcceptedImages;
  /** When its spec was changed last. */
  readonly specifiedAt: string;
}

/** Every application, in whatever environment, whose spec names the tags that it accepts. What cannot be read is logged and left out. */
export async function automatedApplications(
  ports: Pick<Ports, 'state' | 'log'>,
): Promise<readonly AutomatedApplication[]> {
  const environments = await readableScopeStates('base', ports);
  const inside = await forEachBounded(environments, ({ scope }) => readableScopeStates(scope, ports));
  const standing = inside.flat().filter(({ status }) => status !== 'retired');
  const found = await forEachBounded(standing, (scopeState) => automatedApplication(scopeState, ports));
  return found.filter((application) => application !== undefined);
}

async function automatedApplication(
  scopeState: ScopeState,
  { state, log }: Pick<Ports, 'state' | 'log'>,
): Promise<AutomatedApplication | undefined> {
  const { scope: path } = scopeState;
  const scope = parseScope(path);
  if (scope?.layer !== 'application') return undefined;
  let record: SpecRecord | undefined;
  try {
    record = await state.readSpec(path);
  } catch (error) {
    log.error('an application was skipped, because its spec cannot be read', { scope: path, error });
  }
  const spec = ApplicationSpec.safeParse(record?.spec).data;
  const accepts = spec && acceptedImages(scope.application, spec);
  return record && accepts && { path, scope, scopeState, accepts, specifiedAt: record.updatedAt };
}

/** The repository is found by what the spec says, and not by the application's name alone: it may use one that exists. */
export function acceptedImages(
  application: string,
  { repository, release }: ApplicationSpec,
): AcceptedImages | undefined {
  const tags = release.images?.tags;
  return tags === undefined ? undefined : { repository: repository?.existing ?? application, tags };
}
