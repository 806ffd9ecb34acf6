interface Remedy {
  readonly pattern: RegExp;
  readonly remedy: string;
}

/**
 * What people do about a failed resource, by its cause. The first pattern that matches counts, so that what is said exactly stands
 * before what is said loosely: `Rate exceeded` and `Exceeded attempts to wait` have nothing to do with quotas. The words of services come
 * first; CloudFormation's own code, which many services leave at `InvalidRequest` or `GeneralServiceException`, comes after.
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
 */
const REMEDIES = {
  throttled: {
    pattern: /Throttl|Rate exceeded|TooManyRequests|Too Many Requests|RequestLimitExceeded|SlowDown/,
    remedy: 'AWS asked for fewer calls: ask again in a few minutes.',
  },
  notReady: {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html#troubleshooting-resource-did-not-stabilize
    pattern:
      /NotStabilized|(did not|failed to) stabilize|Exceeded attempts to wait|timed? ?out|time limit exceeded|circuit breaker/i,
    remedy: "Look at the resource's own events and logs: it was created and did not become ready in time.",
  },
  noCapacity: {
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html#troubleshooting-launch-capacity
    pattern:
      /Insufficient\w*Capacity|do not have sufficient .*capacity|capacity is not available|insufficient capacity/i,
    remedy: 'The zone has no capacity for this size: choose another size or wait, then ask again.',
  },
  tooLong: {
    pattern: /exceed\w* .*length|length less than or equal/i,
    remedy: 'Shorten the parameter named in the cause, then ask again.',
  },
  quota: {
    // https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html
    pattern: /LimitExceeded|quota|\blimits?\b.*(exceed|reached)|exceed\w* .*(limit|maximum)|maximum (number|limit)/i,
    remedy: 'Request a higher quota from AWS, or retire what is not needed; then ask again.',
  },
  nameTaken: {
    pattern: /already exists|AlreadyExists|AlreadyOwnedByYou|already in use by another/i,
    remedy: 'A resource of that name exists already: rename or delete it, then ask again.',
  },
  forbidden: {
    pattern: /not authorized|Access ?Denied|UnauthorizedOperation|Forbidden/i,
    remedy: "Give the account's provisioner role the permission named in the cause, then ask again.",
  },
  inUse: {
    pattern: /not empty|NotEmpty|DependencyViolation|has (a )?dependen|in use|ResourceInUse/i,
    remedy: 'Remove what still uses or fills the resource, then ask again.',
  },
  missing: {
    pattern: /NotFound|not found|does not exist|NoSuch/i,
    remedy: 'Create what the cause names, or correct the parameter that refers to it; then ask again.',
  },
  invalid: {
    pattern: /Invalid|Validation|malformed|must be|must have|Unsupported|not supported/i,
    remedy: 'Correct the parameter named in the cause, then ask again.',
  },
  serviceFailed: {
    pattern: /InternalFailure|InternalError|internal error|ServiceUnavailable|GeneralServiceException|NetworkFailure/i,
    remedy: 'The service failed: ask again in a few minutes, and look at the AWS Health Dashboard if it fails again.',
  },
} as const satisfies Readonly<Record<string, Remedy>>;

export type Cause = keyof typeof REMEDIES;

/** Undefined where CloudFormation's words say nothing that is known here. */
export function causeOf(reason: string): Cause | undefined {
  return (Object.keys(REMEDIES) as Cause[]).find((cause) => REMEDIES[cause].pattern.test(reason));
}

/** One sentence: what to do about a resource that failed for this reason. */
export function remedyFor(type: string, reason: string): string {
  const cause = causeOf(reason);
  if (cause !== undefined) return REMEDIES[cause].remedy;
  return `Correct the cause at ${type} and ask again: finished stacks stay.`;
}
