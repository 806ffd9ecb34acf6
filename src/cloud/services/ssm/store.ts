import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Call, Kernel } from '../../kernel/service.ts';

export type ParameterType = 'String' | 'StringList' | 'SecureString';

export interface ParameterVersion {
  readonly version: number;
  readonly type: ParameterType;
  readonly value: string;
  readonly keyId: string | undefined;
  readonly description: string | undefined;
  readonly allowedPattern: string | undefined;
  readonly tier: string;
  readonly dataType: string;
  readonly modifiedAtMs: number;
  readonly modifiedBy: string;
  labels: readonly string[];
}

export interface Parameter {
  readonly name: string;
  versions: ParameterVersion[];
  tags: Map<string, string>;
}

/** Parameter Store of one account and region: parameters by full name. */
export class SsmStore {
  readonly parameters = new Map<string, Parameter>();
}

export function ssmStore(kernel: Kernel, accountRegion: AccountRegion): SsmStore {
  return kernel.store('ssm', accountRegion, () => new SsmStore());
}

export function findParameter(call: Call, name: string): Parameter {
  const parameter = ssmStore(call.kernel, call).parameters.get(nameOf(name));
  if (parameter === undefined) throw parameterNotFound();
  return parameter;
}

export function parameterNotFound(name?: string): AwsError {
  return new AwsError('ParameterNotFound', name === undefined ? '' : `Parameter ${name} not found.`);
}

/** Requests may name a parameter by its ARN. */
export function nameOf(nameOrArn: string): string {
  const [, path] = /^arn:aws:ssm:[^:]*:\d{12}:parameter(\/.*)$/.exec(nameOrArn) ?? [];
  if (path === undefined) return nameOrArn;
  return path.indexOf('/', 1) === -1 ? path.slice(1) : path;
}

export function parameterArn(call: AccountRegion, name: string): string {
  return `arn:aws:ssm:${call.region}:${call.account}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
}
