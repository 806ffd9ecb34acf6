/**
 * Parameters that the platform fills in. A template that declares one gets it; nobody can set it in a spec.
 * Their order is that of the layers they come from.
 */
export const PLATFORM_PARAMETERS = [
  'Installation',
  'Owner',
  'Applications',
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
  'Release',
  'Image',
  'Slot',
] as const;

export type PlatformParameter = (typeof PLATFORM_PARAMETERS)[number];

export function isPlatformParameter(name: string): name is PlatformParameter {
  return (PLATFORM_PARAMETERS as readonly string[]).includes(name);
}
