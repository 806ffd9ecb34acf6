import type {
  GetParameterHistoryRequest,
  GetParameterRequest,
  GetParametersByPathRequest,
  GetParametersRequest,
  Parameter as ParameterShape,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { publicParameter } from './public-parameters.ts';
import {
  findParameter,
  nameOf,
  type Parameter,
  type ParameterVersion,
  parameterArn,
  parameterNotFound,
  ssmStore,
} from './store.ts';

const PAGE_SIZE_DEFAULT = 10;

export function getParameter(input: GetParameterRequest, call: Call) {
  const found = read(input.Name!, input.WithDecryption ?? false, call);
  if (found === undefined) throw parameterNotFound();
  return { Parameter: found };
}

/** Reads several parameters; unknown names are listed as invalid, not refused. */
export function getParameters(input: GetParametersRequest, call: Call) {
  const Parameters: ParameterShape[] = [];
  const InvalidParameters: string[] = [];
  for (const name of new Set(input.Names)) {
    const found = read(name, input.WithDecryption ?? false, call);
    if (found === undefined) InvalidParameters.push(name);
    else Parameters.push(found);
  }
  return { Parameters, InvalidParameters };
}

export function getParametersByPath(input: GetParametersByPathRequest, call: Call) {
  const path = input.Path!;
  if (!path.startsWith('/')) {
    const message =
      'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive).';
    throw new AwsError('ValidationException', message);
  }
  const prefix = path.endsWith('/') ? path : `${path}/`;
  const below = [...ssmStore(call.kernel, call).parameters.values()]
    .filter(({ name }) => name.startsWith(prefix) && (input.Recursive || !name.slice(prefix.length).includes('/')))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const start = Number(input.NextToken ?? 0);
  if (!Number.isInteger(start) || start > below.length) {
    throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
  }
  const end = start + (input.MaxResults ?? PAGE_SIZE_DEFAULT);
  const page = below.slice(start, end);
  return {
    Parameters: page.map((parameter) =>
      shapeOf(parameter, parameter.versions.at(-1)!, input.WithDecryption ?? false, call),
    ),
    ...(end < below.length ? { NextToken: String(end) } : {}),
  };
}

export function getParameterHistory(input: GetParameterHistoryRequest, call: Call) {
  const parameter = findParameter(call, input.Name!);
  return {
    Parameters: parameter.versions.map((version) => ({
      ...metadataOf(parameter, version),
      Value: textOf(version, parameter, input.WithDecryption ?? false, call),
      Labels: [...version.labels],
    })),
  };
}

/** What DescribeParameters and GetParameterHistory show besides the value. */
export function metadataOf(parameter: Parameter, version: ParameterVersion) {
  return {
    Name: parameter.name,
    Type: version.type,
    ...(version.keyId === undefined ? {} : { KeyId: version.keyId }),
    LastModifiedDate: new Date(version.modifiedAtMs),
    LastModifiedUser: version.modifiedBy,
    ...(version.description === undefined ? {} : { Description: version.description }),
    ...(version.allowedPattern === undefined ? {} : { AllowedPattern: version.allowedPattern }),
    Version: version.version,
    Tier: version.tier,
    Policies: [],
    DataType: version.dataType,
  };
}

/** Reads `name`, `name:version` or `name:label`. */
function read(asked: string, isDecrypted: boolean, call: Call): ParameterShape | undefined {
  const isArn = asked.startsWith('arn:');
  const colon = isArn ? asked.indexOf(':', asked.indexOf(':parameter/') + 1) : asked.indexOf(':');
  const name = nameOf(colon === -1 ? asked : asked.slice(0, colon));
  const selector = colon === -1 ? undefined : asked.slice(colon + 1);
  const parameter = ssmStore(call.kernel, call).parameters.get(name) ?? publicParameter(name, call);
  if (parameter === undefined) return undefined;
  const version =
    selector === undefined
      ? parameter.versions.at(-1)
      : parameter.versions.find(
          ({ version: number, labels }) => String(number) === selector || labels.includes(selector),
        );
  if (version === undefined) {
    const message = `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`;
    throw new AwsError('ParameterVersionNotFound', message);
  }
  const shape = shapeOf(parameter, version, isDecrypted, call);
  return selector === undefined ? shape : { ...shape, Selector: `:${selector}` };
}

function shapeOf(parameter: Parameter, version: ParameterVersion, isDecrypted: boolean, call: Call): ParameterShape {
  return {
    Name: parameter.name,
    Type: version.type,
    Value: textOf(version, parameter, isDecrypted, call),
    Version: version.version,
    LastModifiedDate: new Date(version.modifiedAtMs),
    ARN:
      version.modifiedBy === 'AWS'
        ? parameterArn({ ...call, account: '' }, parameter.name)
        : parameterArn(call, parameter.name),
    DataType: version.dataType,
  };
}

/** Without decryption a secure string is a ciphertext; this one is an opaque text that cannot be decrypted. */
function textOf(version: ParameterVersion, parameter: Parameter, isDecrypted: boolean, call: Call): string {
  if (version.type !== 'SecureString' || isDecrypted) return version.value;
  const sealed = `${parameterArn(call, parameter.name)}:${version.version}`;
  return `AQICAH${Buffer.from(sealed).toString('base64')}`;
}
