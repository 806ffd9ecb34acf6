/** Parameters of a target group. A slot's group keeps those of the release that was placed in it: each ends with `One` or `Two`. */
export const SLOT_SETTINGS = [
  'Port',
  'HealthPath',
  'HealthIntervalSeconds',
  'HealthTimeoutSeconds',
  'HealthyThreshold',
  'UnhealthyThreshold',
  'HealthCodes',
  'DrainSeconds',
] as const;

/**
 * Parameters that the platform sets in each template that declares them. A spec cannot set them. Ordered by the layer that
 * they come from.
 */
export const PLATFORM_PARAMETERS = [
  'Installation',
  'Owner',
  'Environment',
  'Domain',
  'Application',
  'RulePriority',
  'TestRulePriority',
  'ClientSecurityGroups',
  'PolicyArns',
  'SecretArns',
  'LiveSlot',
  'WeightOne',
  'WeightTwo',
  'OldRoute',
  'Release',
  'Image',
  'Slot',
] as const;

export type PlatformParameter =
  | (typeof PLATFORM_PARAMETERS)[number]
  | `${(typeof SLOT_SETTINGS)[number]}${'One' | 'Two'}`;

export function isPlatformParameter(name: string): name is PlatformParameter {
  const ofSlot = /^(.+)(?:One|Two)$/.exec(name)?.[1];
  return (
    (PLATFORM_PARAMETERS as readonly string[]).includes(name) ||
    (SLOT_SETTINGS as readonly (string | undefined)[]).includes(ofSlot)
  );
}
