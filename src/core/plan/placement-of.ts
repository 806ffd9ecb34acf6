import type { Weights } from '../entities.ts';
import { own } from '../own.ts';
import type { Settings, Target } from '../ports/index.ts';
import type { Scope } from '../scope.ts';
import type { ApplicationSpec } from '../spec/application-spec.ts';
import type { Mode } from '../spec/texts.ts';
import { mainComponent } from '../spec/wanted-components.ts';
import type { Placement } from './placement.ts';
import type { PlannedParameter } from './plan.ts';
import { keptSlotSettings } from './slot-settings.ts';
import type { Snapshot } from './snapshot.ts';

const weightsDefault: Weights = { one: 100, two: 0 };

/** What the stacks of a scope have in common: where they stand, the platform's parameters, and tags. Pure. */
export function placementOf(scope: Scope, snapshot: Snapshot, settings: Settings): Placement {
  const isOfBase = scope.layer === 'base' || scope.layer === 'repository';
  const { owner, tags } = isOfBase ? snapshot.baseSpec : snapshot.environmentSpec;
  return {
    scope,
    target: isOfBase ? ownTarget(settings) : environmentTarget(snapshot, settings),
    platform: {
      ...values({ Installation: settings.installation, Owner: owner }),
      ...('environment' in scope ? environmentValues(scope.environment, snapshot) : {}),
      ...platformValues(scope, snapshot),
    },
    mode: modeOf(scope, snapshot),
    tags: { ...tags, ...(owner !== undefined && { owner }) },
  };
}

/** The place of an application's next release. What only the release itself knows then comes from it. */
export function nextReleasePlacement(
  scope: Extract<Scope, { layer: 'application' }>,
  snapshot: Snapshot,
  settings: Settings,
): Placement {
  const placement = placementOf({ ...scope, layer: 'release', release: 0 }, snapshot, settings);
  const later = ['Release', 'Image', 'Slot'].map((output) => [output, { from: { component: 'release', output } }]);
  return { ...placement, platform: { ...placement.platform, ...Object.fromEntries(later) } };
}

function modeOf(scope: Scope, { baseSpec, environmentSpec, applicationSpec }: Snapshot): Mode {
  if (scope.layer === 'base' || scope.layer === 'repository') return baseSpec.mode;
  return scope.layer === 'environment' ? environmentSpec.mode : (applicationSpec?.mode ?? 'standard');
}

/** Plinth's own account and region, unless the environment names others. */
export function environmentTarget({ environmentSpec }: Pick<Snapshot, 'environmentSpec'>, settings: Settings): Target {
  const { account, region } = environmentSpec;
  return { account: account ?? settings.account, region: region ?? settings.region };
}

function ownTarget({ account, region }: Settings): Target {
  return { account, region };
}

function environmentValues(environment: string, snapshot: Snapshot): Placement['platform'] {
  return values({ Environment: environment, Domain: snapshot.environmentSpec.domain });
}

function platformValues(scope: Scope, snapshot: Snapshot): Placement['platform'] {
  switch (scope.layer) {
    case 'base':
    case 'environment':
      return {};
    case 'repository':
      return values({ Application: scope.application });
    case 'application':
      return applicationValues(scope.application, snapshot);
    case 'release':
      return { ...applicationValues(scope.application, snapshot), ...values({ Release: String(scope.release) }) };
  }
}

function applicationValues(application: string, snapshot: Snapshot): Placement['platform'] {
  const rule = snapshot.taken.rulePriority;
  const { applicationSpec: spec, liveSpec } = snapshot;
  const { live, stacks = {}, lastRelease = 0 } = snapshot.application ?? {};
  const weights = live?.weights ?? weightsDefault;
  const slotSettingsOf = (spec: ApplicationSpec) =>
    keptSlotSettings(spec, {
      record: own(stacks, mainComponent(spec.type)),
      isPlaced: lastRelease > 0,
      live,
      liveSpec,
    });
  return values({
    Application: application,
    RulePriority: rule,
    TestRulePriority: rule,
    LiveSlot: live?.slot ?? 'one',
    WeightOne: String(weights.one),
    WeightTwo: String(weights.two),
    ...(spec && slotSettingsOf(spec)),
  });
}

function values(entries: Readonly<Record<string, string | undefined>>): Readonly<Record<string, PlannedParameter>> {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) => (value === undefined ? [] : [[name, { value }]])),
  );
}
