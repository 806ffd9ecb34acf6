import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../kernel/errors.ts';
import type { ServiceModel } from './service-model.ts';
import { kindOf, membersOf, requiredMembers } from './shape.ts';

/** Throws when a required member is missing anywhere in the input, in the words of the service's protocol. */
export function checkRequired(model: ServiceModel, schema: NormalizedSchema, input: Record<string, unknown>): void {
  const missing = missingMembers(schema, input);
  if (missing.length > 0) throw missingError(model, missing);
}

/** Paths of the missing required members, `Tags.1.member.Key`. */
function missingMembers(schema: NormalizedSchema, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  switch (kindOf(schema)) {
    case 'structure': {
      const members = value as Record<string, unknown>;
      const here = requiredMembers(schema).filter((name) => members[name] === undefined && !isGenerated(schema, name));
      const below = membersOf(schema).flatMap(([name, member]) =>
        missingMembers(member, members[name]).map((path) => `${name}.${path}`),
      );
      return [...here, ...below];
    }
    case 'list':
      return (value as unknown[]).flatMap((item, index) =>
        missingMembers(schema.getValueSchema(), item).map((path) => `${index + 1}.member.${path}`),
      );
    case 'map':
      return Object.entries(value).flatMap(([key, item]) =>
        missingMembers(schema.getValueSchema(), item).map((path) => `${key}.member.${path}`),
      );
    default:
      return [];
  }
}

/** Clients generate idempotency tokens; AWS generates one where a client does not. */
function isGenerated(schema: NormalizedSchema, name: string): boolean {
  return schema.getMemberSchema(name).isIdempotencyToken();
}

/** Services whose answer to a missing member is not the usual ValidationError or ValidationException. */
const OWN_WORDS: Readonly<Record<string, (member: string) => AwsError>> = {
  ec2: (member) => new AwsError('MissingParameter', `The request must contain the parameter ${member}`),
  rds: (member) => new AwsError('MissingParameter', `The request must contain the parameter ${member}.`),
  sqs: (member) => new AwsError('MissingParameter', `The request must contain the parameter ${member}.`),
  monitoring: (member) => new AwsError('MissingParameter', `The parameter ${member} is required.`),
  sns: (member) =>
    new AwsError('InvalidParameter', `Invalid parameter: ${member} Reason: no value for required parameter`),
  s3: (member) => new AwsError('InvalidRequest', `Missing required parameter for this request: ${member}`),
  apigateway: (member) => new AwsError('BadRequestException', `Missing required field: ${lowerFirst(member)}`),
};

/** Services that wrap the usual sentence in a code of their own. */
const OWN_CODES: Readonly<Record<string, string>> = {
  ecs: 'InvalidParameterException',
  ecr: 'InvalidParameterException',
  logs: 'InvalidParameterException',
  servicecatalog: 'InvalidParametersException',
};

function missingError(model: ServiceModel, missing: readonly string[]): AwsError {
  const own = OWN_WORDS[model.signingName];
  if (own !== undefined) return own(missing[0]!);
  const isQuery = model.protocol === 'awsQuery';
  const code = OWN_CODES[model.signingName] ?? (isQuery ? 'ValidationError' : 'ValidationException');
  const detected = missing.length === 1 ? '1 validation error' : `${missing.length} validation errors`;
  const sentences = missing.map(
    (path) =>
      `Value null at '${path.split('.').map(lowerFirst).join('.')}' failed to satisfy constraint: Member must not be null`,
  );
  return new AwsError(code, `${detected} detected: ${sentences.join('; ')}`);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
