/** What an ARN in a spec's `secrets` points to. */
export interface SecretReference {
  readonly service: 'secretsmanager' | 'ssm';
  readonly account: string;
  readonly region: string;
  /** ARN of the whole secret or parameter. */
  readonly arn: string;
  /** `secret db/password-AbCdEf` or `parameter /shop/key`. */
  readonly title: string;
}

/** Pure. */
export function secretReference(arnWithField: string): SecretReference {
  const arn = wholeSecret(arnWithField);
  const [, , , region = '', account = '', ...resource] = arn.split(':');
  if (!isParameter(arn)) {
    return { service: 'secretsmanager', account, region, arn, title: `secret ${resource.slice(1).join(':')}` };
  }
  return { service: 'ssm', account, region, arn, title: resource.join(':').replace('/', ' /') };
}

/**
 * A secret's ARN may name one field of it after its seventh colon, and a parameter's ARN a version after its sixth; rights are
 * given on the whole. Pure. Source: "Pass Secrets Manager secrets through Amazon ECS environment variables" and "Working with
 * parameter versions in Parameter Store".
 */
export function wholeSecret(arn: string): string {
  const parts = isParameter(arn) ? 6 : 7;
  return arn.split(':').slice(0, parts).join(':');
}

function isParameter(arn: string): boolean {
  return arn.split(':')[2] === 'ssm';
}
