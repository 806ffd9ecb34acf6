import type { ProgressStep } from '../entities.ts';
import type { ResolvedRelease } from './resolved-release.ts';

/** The steps that people see of a release operation, in a person's words. */
const DESCRIPTIONS = {
  place: 'Start the release in its slot',
  'await-healthy': 'Wait for healthy targets',
  migrate: 'Run the migration',
  smoke: 'Ask the release through the test listener',
  approve: 'Wait for approval',
  shift: 'Move traffic',
  bake: 'Watch the release with traffic',
  'record-release': 'Record what is live',
  'verify-release': 'Compare what runs with what was asked for',
  'retire-standby': 'Delete the standby release',
} as const;

export type ReleaseStepName = keyof typeof DESCRIPTIONS;

export function releaseSteps(resolved: ResolvedRelease): readonly ProgressStep[] {
  return stepNames(resolved).map((name) => ({ name, description: DESCRIPTIONS[name], status: 'pending' }));
}

export function stepDescription(name: ReleaseStepName): string {
  return DESCRIPTIONS[name];
}

function stepNames({ entry, migrate, smoke, approval, bakeSeconds }: ResolvedRelease): readonly ReleaseStepName[] {
  if (entry === 'retire') return ['retire-standby'];
  const placing: ReleaseStepName[] = [
    'place',
    'await-healthy',
    ...(migrate ? (['migrate'] as const) : []),
    ...(smoke.length > 0 ? (['smoke'] as const) : []),
    ...(approval ? (['approve'] as const) : []),
  ];
  const shifting: ReleaseStepName[] = ['shift', ...(bakeSeconds > 0 ? (['bake'] as const) : [])];
  return [...(entry === 'place' ? placing : []), ...shifting, 'record-release', 'verify-release'];
}
