import type { Weights } from '../entities.ts';
import { own } from '../own.ts';
import type { Place } from '../plan/place.ts';
import type { PlannedParameter } from '../plan/plan.ts';
import type { Settings, Target } from '../ports/index.ts';
import type { Scope } from '../scope.ts';
import type { Mode } from '../spec/texts.ts';
import type { Facts } from './facts.ts';

const weightsDefault: Weights = { one: 100, two: 0 };

/** What the stacks of a scope have in common: where they stand, the platform's parameters, and tags. Pure. */
export function placeOf(scope: Scope, facts: Facts, settings: Settings): Place {
  const { owner, tags } = scope.layer === 'base' ? facts.baseSpec : facts.environmentSpec;
  return {
    scope,
    target: scope.layer === 'base' ? ownTarget(settings) : environmentTarget(facts, settings),
    platform: {
      ...values({ Installation: settings.installation, Owner: owner }),
      Applications: { known: 'applications' },
      ...(scope.layer === 'base' ? {} : environmentValues(scope.environment, facts)),
      ...('application' in scope ? applicationValues(scope.application, facts) : {}),
      ...(scope.layer === 'release' ? values({ Release: String(scope.release) }) : {}),
    },
    mode: modeOf(scope, facts),
    tags: { ...tags, ...(owner !== undefined && { owner }) },
  };
}

/** The place of an application's next release. What only the release itself knows then comes from it. */
export function nextReleasePlace(
  scope: Extract<Scope, { layer: 'application' }>,
  facts: Facts,
  settings: Settings,
): Place {
  const place = placeOf({ ...scope, layer: 'release', release: 0 }, facts, settings);
  const later = ['Release', 'Image', 'Slot'].map((output) => [output, { from: { component: 'release', output } }]);
  return { ...place, platform: { ...place.platform, ...Object.fromEntries(later) } };
}

function modeOf(scope: Scope, { baseSpec, environmentSpec, applicationSpec }: Facts): Mode {
  if (scope.layer === 'base') return baseSpec.mode;
  return scope.layer === 'environment' ? environmentSpec.mode : (applicationSpec?.mode ?? 'standard');
}

/** Plinth's own account and region, unless the environment names others. */
export function environmentTarget(facts: Facts, settings: Settings): Target {
  const { account, region } = facts.environmentSpec;
  return { account: account ?? settings.account, region: region ?? settings.region };
}

function ownTarget({ account, region }: Settings): Target {
  return { account, region };
}

function environmentValues(environment: string, facts: Facts): Place['platform'] {
  return values({ Environment: environment, Domain: facts.environmentSpec.domain });
}

function applicationValues(application: string, facts: Facts): Place['platform'] {
  const priority = own(facts.environment?.rulePriorities ?? {}, application);
  const rule = priority === undefined ? undefined : String(priority);
  const weights = facts.application?.live?.weights ?? weightsDefault;
  return values({
    Application: application,
    RulePriority: rule,
    TestRulePriority: rule,
    LiveSlot: facts.application?.live?.slot ?? 'one',
    WeightOne: String(weights.one),
    WeightTwo: String(weights.two),
  });
}

function values(entries: Readonly<Record<string, string | undefined>>): Readonly<Record<string, PlannedParameter>> {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) => (value === undefined ? [] : [[name, { value }]])),
  );
}
