import { AwsError } from '../../kernel/errors.ts';
import { isObject } from '../../kernel/json-object.ts';

export type PolicyKind = 'identity' | 'trust';

interface Statement {
  readonly [element: string]: unknown;
}

const ELEMENTS = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource'];
const VERSIONS = ['2012-10-17', '2008-10-17'];
const INLINE_LENGTH_MAX = 10_240;

/** Checks a policy document as IAM does when storing it: its grammar, not whether its actions exist. */
export function checkPolicyDocument(document: string, kind: PolicyKind): void {
  if (document.replace(/\s/g, '').length > INLINE_LENGTH_MAX) {
    throw new AwsError('LimitExceeded', `Maximum policy size of ${INLINE_LENGTH_MAX} bytes exceeded`, 409);
  }
  const policy = parse(document);
  if (policy.Version !== undefined && !VERSIONS.includes(policy.Version as string)) throw malformed(SYNTAX);
  if (Object.keys(policy).some((key) => !['Version', 'Id', 'Statement'].includes(key))) throw malformed(SYNTAX);
  const statements = statementsOf(policy);
  if (statements.length === 0) throw malformed(SYNTAX);
  for (const statement of statements) checkStatement(statement, kind);
  const ids = statements.flatMap(({ Sid }) => (Sid === undefined || Sid === '' ? [] : [Sid]));
  if (new Set(ids).size !== ids.length) throw malformed('Statement IDs (SID) in a single policy must be unique.');
}

/** The statements of a policy that was checked before. */
export function statementsOf(policy: Readonly<Record<string, unknown>>): readonly Statement[] {
  const { Statement: statement } = policy;
  const statements = Array.isArray(statement) ? statement : statement === undefined ? [] : [statement];
  if (!statements.every(isObject)) throw malformed(SYNTAX);
  return statements;
}

export function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message);
}

const SYNTAX = 'Syntax errors in policy.';

function parse(document: string): Record<string, unknown> {
  let policy: unknown;
  try {
    policy = JSON.parse(document);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  if (!isObject(policy)) throw malformed(SYNTAX);
  return policy;
}

function checkStatement(statement: Statement, kind: PolicyKind): void {
  const { Sid, Effect, Condition } = statement;
  if (Object.keys(statement).some((key) => key !== 'Condition' && !ELEMENTS.includes(key))) throw malformed(SYNTAX);
  if (Effect !== 'Allow' && Effect !== 'Deny') throw malformed(SYNTAX);
  if (Sid !== undefined && !/^[0-9A-Za-z]*$/.test(String(Sid))) {
    throw malformed(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  if (Condition !== undefined && !isObject(Condition)) throw malformed(SYNTAX);
  checkActions(statement);
  if (kind === 'trust') checkTrust(statement);
  else checkResources(statement);
}

function checkActions(statement: Statement): void {
  const actions = textsOf(statement.Action ?? statement.NotAction);
  if (actions.length === 0) throw malformed('Policy statement must contain actions.');
  if (!actions.every((action) => action === '*' || /^[\w-]+:[\w*?-]+$/.test(action))) {
    throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
}

function checkResources(statement: Statement): void {
  if (statement.Principal !== undefined || statement.NotPrincipal !== undefined) {
    throw malformed('Policy document should not specify a principal.');
  }
  const resources = textsOf(statement.Resource ?? statement.NotResource);
  if (resources.length === 0) throw malformed('Policy statement must contain resources.');
  for (const resource of resources) {
    const isArn = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+/.test(resource) || /^(arn:.*)?[*]/.test(resource);
    if (!isArn) throw malformed(`Resource ${resource} must be in ARN format or "*".`);
  }
}

function checkTrust(statement: Statement): void {
  if (statement.Resource !== undefined || statement.NotResource !== undefined) {
    throw malformed('Has prohibited field Resource');
  }
  const principal = statement.Principal ?? statement.NotPrincipal;
  if (principal === undefined) throw malformed('Missing required field Principal');
  const actions = textsOf(statement.Action ?? statement.NotAction);
  if (!actions.every((action) => action === '*' || action.startsWith('sts:'))) {
    throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
  }
  if (principal === '*') return;
  if (!isObject(principal)) throw malformed(`Invalid principal in policy: ${JSON.stringify(principal)}`);
  for (const [type, value] of Object.entries(principal)) {
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(type)) {
      throw malformed(`Invalid principal in policy: "${type}":"${textsOf(value).join(',')}"`);
    }
    for (const name of textsOf(value)) checkPrincipal(type, name);
  }
}

function checkPrincipal(type: string, name: string): void {
  const isGood =
    type === 'AWS'
      ? name === '*' ||
        /^\d{12}$/.test(name) ||
        /^arn:aws[\w-]*:(iam|sts)::\d{12}:.+/.test(name) ||
        /^A[A-Z0-9]{15,}$/.test(name)
      : type !== 'Service' || /^[\w.-]+\.amazonaws\.com(\.cn)?$/.test(name) || name.endsWith('.amazon.com');
  if (!isGood) throw malformed(`Invalid principal in policy: "${type.toUpperCase()}":"${name}"`);
}

/** One text or a list, as policies allow both everywhere. */
export function textsOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  const texts = Array.isArray(value) ? value : [value];
  if (!texts.every((text) => typeof text === 'string')) throw malformed(SYNTAX);
  return texts as string[];
}
