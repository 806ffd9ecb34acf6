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
  'Release',
  'Image',
  'Slot',
] as const;

export type PlatformParameter = (typeof PLATFORM_PARAMETERS)[number];

export function isPlatformParameter(name: string): name is PlatformParameter {
  return (PLATFORM_PARAMETERS as readonly string[]).includes(name);
}
