/** What people do about the failures that are seen most. The first pattern that fits speaks. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/limit|quota|maximum number|exceed/i, 'Ask AWS for a higher quota, or retire what is not needed; then ask again.'],
  [/already exists|AlreadyExists/i, 'Something of that name is there already: rename or delete it, then ask again.'],
  [
    /not authorized|AccessDenied|UnauthorizedOperation/i,
    "Give the account's provisioner role the permission named in the cause, then ask again.",
  ],
  [
    /not empty|DependencyViolation|has dependencies|in use/i,
    'Remove what still uses or fills the resource, then ask again.',
  ],
  [/Throttl|Rate exceeded|TooManyRequests/i, 'AWS asked for fewer calls: ask again in a few minutes.'],
  [
    /did not stabilize|Exceeded attempts to wait|timed? ?out/i,
    "Look at the resource's own events and logs: it started and never became ready.",
  ],
  [/Insufficient|capacity/i, 'The zone has no capacity: choose another size or wait, then ask again.'],
  [/Invalid|Validation|malformed|must be/i, 'Correct the parameter named in the cause, then ask again.'],
];

/** One sentence: what to do about a resource that failed for this reason. */
export function remedyFor(type: string, reason: string): string {
  const known = REMEDIES.find(([pattern]) => pattern.test(reason));
  return known?.[1] ?? `Mend the cause at ${type} and ask again: what finished stays.`;
}
