import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { forEachBounded } from '../core/for-each-bounded.ts';
import type { MissingSecret, Secrets, Target } from '../core/ports/index.ts';
import { awsErrorName } from './aws-error.ts';
import { chunks } from './chunks.ts';
import { clientFor } from './clients.ts';

/** What a filter of DescribeParameters takes. */
const namesMax = 50;
/** A page may be empty while more follow. Two names a parameter are asked for. */
const pagesMax = 50;

/** Secrets Manager's DescribeSecret and Systems Manager's DescribeParameters: neither answers with a value. */
export const secrets: Secrets = {
  async missing(target, arns) {
    const isParameter = (arn: string) => arn.split(':')[2] === 'ssm';
    const [parameters, others] = await Promise.all([
      missingParameters(target, arns.filter(isParameter)),
      forEachBounded(
        arns.filter((arn) => !isParameter(arn)),
        (arn) => missingSecret(target, arn),
      ),
    ]);
    return [...others.flat(), ...parameters];
  },
};

/**
 * A secret that is scheduled for deletion is described, and cannot be read.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
 */
async function missingSecret(target: Target, arn: string): Promise<readonly MissingSecret[]> {
  try {
    const client = clientFor(SecretsManagerClient, target);
    const { DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId: arn }));
    return DeletedDate ? [{ arn, reason: 'is scheduled for deletion' }] : [];
  } catch (error) {
    if (awsErrorName(error) === 'ResourceNotFoundException') return [{ arn, reason: 'does not exist' }];
    if (isRefused(error)) return [];
    throw error;
  }
}

async function missingParameters(target: Target, arns: readonly string[]): Promise<readonly MissingSecret[]> {
  const found = await Promise.all(chunks(arns, namesMax / 2).map((some) => existingParameters(target, some)));
  const existing = new Set(found.flatMap((some) => [...some]));
  return arns.filter((arn) => !existing.has(arn)).map((arn) => ({ arn, reason: 'does not exist' }));
}

/**
 * Parameters that AWS lists by their names. `parameter/key` is the ARN of `key` and of `/key`, so both are asked for.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
 */
async function existingParameters(target: Target, arns: readonly string[]): Promise<ReadonlySet<string>> {
  const names = new Map(arns.flatMap((arn) => namesOf(arn).map((name) => [name, arn] as const)));
  const existing = new Set<string>();
  const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values: [...names.keys()] }];
  let next: string | undefined;
  try {
    for (let page = 0; page < pagesMax && (page === 0 || next); page++) {
      const command = new DescribeParametersCommand({ ParameterFilters, ...(next && { NextToken: next }) });
      const { Parameters = [], NextToken } = await clientFor(SSMClient, target).send(command);
      for (const { Name } of Parameters) existing.add(names.get(Name ?? '') ?? '');
      next = NextToken;
    }
  } catch (error) {
    if (isRefused(error)) return new Set(arns);
    throw error;
  }
  return existing;
}

function namesOf(arn: string): readonly string[] {
  const path = arn.slice(arn.indexOf(':parameter/') + ':parameter'.length);
  return path.indexOf('/', 1) === -1 ? [path, path.slice(1)] : [path];
}

/** The owner of a secret may hide it from Plinth, and show it to the role of the containers. */
function isRefused(error: unknown): boolean {
  return /^AccessDenied(Exception)?$/.test(awsErrorName(error));
}
