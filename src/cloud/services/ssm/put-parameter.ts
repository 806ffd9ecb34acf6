import type { PutParameterRequest } from '@aws-sdk/client-ssm';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { type Parameter, type ParameterType, ssmStore } from './store.ts';

const VALUE_BYTES_MAX: Readonly<Record<string, number>> = { Standard: 4096, Advanced: 8192 };
const VERSIONS_KEPT_MAX = 100;
const LEVELS_MAX = 15;

/** Creates a parameter, or with Overwrite its next version. */
export function putParameter(input: PutParameterRequest, call: Call) {
  const name = input.Name!;
  checkName(name);
  const { parameters } = ssmStore(call.kernel, call);
  const existing = parameters.get(name);
  if (existing !== undefined && !input.Overwrite) {
    throw new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  if (existing !== undefined && input.Tags !== undefined) {
    const message =
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.";
    throw new AwsError('ValidationException', message);
  }
  const latest = existing?.versions.at(-1);
  const type = (input.Type ?? latest?.type) as ParameterType | undefined;
  if (type === undefined)
    throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.');
  const tier = tierOf(input);
  checkValue(input, type, tier);
  const version = {
    version: (latest?.version ?? 0) + 1,
    type,
    value: input.Value!,
    keyId: type === 'SecureString' ? (input.KeyId ?? latest?.keyId ?? 'alias/aws/ssm') : undefined,
    description: input.Description ?? latest?.description,
    allowedPattern: input.AllowedPattern ?? latest?.allowedPattern,
    tier,
    dataType: input.DataType ?? latest?.dataType ?? 'text',
    modifiedAtMs: call.kernel.clock.now(),
    modifiedBy: call.principalArn,
    labels: [],
  };
  const tags = new Map((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
  const parameter: Parameter = existing ?? { name, versions: [], tags };
  parameter.versions = [...parameter.versions, version].slice(-VERSIONS_KEPT_MAX);
  parameters.set(name, parameter);
  return { Version: version.version, Tier: tier };
}

function checkName(name: string): void {
  if (!/^[\w./-]+$/.test(name) || name.endsWith('/') || name.includes('//')) {
    throw new AwsError(
      'ValidationException',
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  }
  if (name.includes('/') && !name.startsWith('/')) {
    throw new AwsError('ValidationException', 'Parameter name must be a fully qualified name.');
  }
  if (/^\/?(aws|ssm)/i.test(name)) {
    const isAws = /^\/?aws/i.test(name);
    const message = isAws
      ? `No access to reserved parameter name: ${name}.`
      : 'Parameter name: can\'t be prefixed with "ssm" (case-insensitive).';
    throw new AwsError(isAws ? 'AccessDeniedException' : 'ValidationException', message);
  }
  if (name.split('/').length - 1 > LEVELS_MAX) {
    const message = `Parameter name must not exceed ${LEVELS_MAX} levels. To create a parameter with a hierarchy, use forward slash characters.`;
    throw new AwsError('HierarchyLevelLimitExceededException', message);
  }
}

function tierOf(input: PutParameterRequest): string {
  if (input.Tier !== undefined && input.Tier !== 'Intelligent-Tiering') return input.Tier;
  const isLarge = Buffer.byteLength(input.Value!) > VALUE_BYTES_MAX.Standard!;
  return input.Tier === 'Intelligent-Tiering' && isLarge ? 'Advanced' : 'Standard';
}

function checkValue(input: PutParameterRequest, type: string, tier: string): void {
  if (!['String', 'StringList', 'SecureString'].includes(type)) {
    throw new AwsError('UnsupportedParameterType', `The parameter type ${type} is not supported.`);
  }
  if (input.Value === '') {
    const constraint = 'Member must have length greater than or equal to 1';
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '' at 'value' failed to satisfy constraint: ${constraint}`,
    );
  }
  const bytesMax = VALUE_BYTES_MAX[tier] ?? 4096;
  if (Buffer.byteLength(input.Value!) > bytesMax) {
    const advice = 'To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.';
    throw new AwsError(
      'ValidationException',
      `${tier} tier parameters support a maximum parameter value of ${bytesMax} characters.${tier === 'Standard' ? ` ${advice}` : ''}`,
    );
  }
  if (input.AllowedPattern !== undefined && !new RegExp(input.AllowedPattern).test(input.Value!)) {
    const message = `Parameter value, cannot be validated against allowedPattern: ${input.AllowedPattern}`;
    throw new AwsError('ParameterPatternMismatchException', message);
  }
}
