import { forEachBounded } from '../for-each-bounded.ts';
import { matchesPattern } from '../matches-pattern.ts';
import type { Ports, TaggedImage } from '../ports/index.ts';
import { secondsSince, timestamp } from '../time.ts';
import type { SeenTags } from '../wanted.ts';
import { type AutomatedApplication, automatedApplications } from './automated-applications.ts';
import { decideFound, fingerprint } from './decide-found.ts';
import { startWanted } from './start-wanted.ts';
import { wantImage } from './want-image.ts';

/** So long a sweep looks at repositories; the next one begins with those that were looked at longest ago. */
const looksSecondsMax = 200;

/**
 * The sweep's part for pushed images: looks at what the accepted tags of each repository show now, so that a push whose event was lost is
 * wanted too, and starts what is wanted and not live. Answers the applications of which a release was started.
 */
export async function startWantedReleases(ports: Ports): Promise<readonly string[]> {
  const applications = await automatedApplications(ports);
  await lookAtRepositories(applications, ports);
  const started: string[] = [];
  for (const { path, scope } of applications) {
    try {
      if (await startWanted(scope, ports)) started.push(path);
    } catch (error) {
      ports.log.error('the release of what is wanted could not be started', { scope: path, error });
    }
  }
  return started;
}

interface Looking {
  readonly application: AutomatedApplication;
  readonly seen: SeenTags | undefined;
}

/** One repository may have the images of several applications: it is read once for all of them. */
async function lookAtRepositories(applications: readonly AutomatedApplication[], ports: Ports): Promise<void> {
  const began = timestamp(ports.time);
  const looking = await forEachBounded(applications, async (application) => {
    return { application, seen: await ports.state.readSeenTags(application.path) };
  });
  const oldestFirst = looking.toSorted((one, other) => ((one.seen?.at ?? '') < (other.seen?.at ?? '') ? -1 : 1));
  const byRepository = Map.groupBy(oldestFirst, ({ application }) => application.accepts.repository);
  for (const [repository, its] of byRepository) {
    if (secondsSince(ports.time, began) > looksSecondsMax) return;
    const at = timestamp(ports.time);
    const look = ports.images.tagged(ports.settings, repository);
    for (const each of its) {
      try {
        await lookAt(each, { at, tags: (await look) ?? [] }, ports);
      } catch (error) {
        ports.log.error('the sweep could not look at a repository', { scope: each.application.path, error });
      }
    }
  }
}

interface Answer {
  readonly at: string;
  readonly tags: readonly TaggedImage[];
}

/** What was seen is written last: a look that broke off is repeated. */
async function lookAt({ application, seen }: Looking, { at, tags: all }: Answer, ports: Ports): Promise<void> {
  const { path: scope, accepts, specifiedAt, scopeState } = application;
  const tags = all.filter(({ tag }) => matchesPattern(accepts.tags, tag));
  const wanted = await ports.state.readWanted(scope);
  const tagging = decideFound({ accepts, tags, seen, wanted, specifiedAt, isNew: scopeState.lastRelease === 0 });
  if (tagging && (await wantImage(scope, tagging, ports))) {
    ports.log.info(`the registry shows an image that no event named: ${tagging.repository}:${tagging.tag}`, { scope });
  }
  const fingerprints = tags.map(({ tag, digest }) => fingerprint(tag, digest));
  const { repository, tags: pattern } = accepts;
  await ports.state.putSeenTags({ scope, at, repository, pattern, fingerprints });
}
