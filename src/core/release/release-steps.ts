import type { ProgressStep } from '../entities.ts';
import { machineStates } from '../operation/machine-states.ts';
import type { ResolvedRelease } from './resolved-release.ts';

const STATES = machineStates.release;

export type ReleaseStepName = keyof typeof STATES;

/** The states that a release operation shows as its progress, in the order of the machine. */
export function releaseSteps(resolved: ResolvedRelease): readonly ProgressStep[] {
  const shown = shownStates(resolved);
  const names = Object.keys(STATES) as ReleaseStepName[];
  return names
    .filter((name) => shown.has(name))
    .map((name) => ({ name, description: stepDescription(name), status: 'pending' }));
}

/** The first sentence of the state's Comment in the machine. */
export function stepDescription(name: ReleaseStepName): string {
  return STATES[name];
}

function shownStates({ entry, ...resolved }: ResolvedRelease): ReadonlySet<ReleaseStepName> {
  if (entry === 'retire') return new Set(['retire-standby']);
  const shown = new Set<ReleaseStepName>(['shift', 'record-release', 'verify-release']);
  if (resolved.bakeSeconds > 0) shown.add('bake');
  if (entry === 'shift') return shown;
  if (resolved.configures !== undefined) shown.add('configure-slot');
  shown.add('place').add('await-healthy');
  if (resolved.migrate) shown.add('migrate');
  if (resolved.smoke.length > 0) shown.add('smoke');
  if (resolved.approval) shown.add('approve');
  return shown;
}
