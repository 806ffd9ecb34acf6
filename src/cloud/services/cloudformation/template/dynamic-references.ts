import { AwsError } from '../../../kernel/errors.ts';
import { isObject } from '../../../kernel/json-object.ts';
import type { AccountRegion, Kernel } from '../../../kernel/service.ts';

const REFERENCE = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^{}]+)\}\}/g;

/** Replaces `{{resolve:ssm:..}}`, `{{resolve:ssm-secure:..}}` and `{{resolve:secretsmanager:..}}` inside a value. */
export async function resolveDynamicReferences(
  value: unknown,
  kernel: Kernel,
  accountRegion: AccountRegion,
): Promise<unknown> {
  if (typeof value === 'string')
    return value.includes('{{resolve:') ? resolveText(value, kernel, accountRegion) : value;
  if (Array.isArray(value))
    return Promise.all(value.map((item) => resolveDynamicReferences(item, kernel, accountRegion)));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(
    async ([key, member]) => [key, await resolveDynamicReferences(member, kernel, accountRegion)] as const,
  );
  return Object.fromEntries(await Promise.all(members));
}

async function resolveText(text: string, kernel: Kernel, accountRegion: AccountRegion): Promise<string> {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const [whole, service, reference] = match;
    const found = service === 'secretsmanager' ? readSecret : readParameter;
    parts.push(text.slice(from, match.index), await found(reference!, kernel, accountRegion));
    from = match.index + whole.length;
  }
  return parts.join('') + text.slice(from);
}

/** `name[:version]` */
async function readParameter(reference: string, kernel: Kernel, accountRegion: AccountRegion): Promise<string> {
  const answer = await kernel.invoke<{ Parameter?: { Value?: string } }>(
    'ssm',
    'GetParameter',
    { Name: reference, WithDecryption: true },
    accountRegion,
  );
  return answer.Parameter?.Value ?? '';
}

/** `id:SecretString[:key[:stage[:version]]]`, where the id may be an ARN, which has colons of its own. */
async function readSecret(reference: string, kernel: Kernel, accountRegion: AccountRegion): Promise<string> {
  const isArn = reference.startsWith('arn:');
  const parts = reference.split(':');
  const id = isArn ? parts.slice(0, 7).join(':') : parts[0]!;
  const [, key, stage, version] = isArn ? parts.slice(7) : parts.slice(1);
  const answer = await kernel.invoke<{ SecretString?: string }>(
    'secretsmanager',
    'GetSecretValue',
    {
      SecretId: id,
      ...(stage ? { VersionStage: stage } : {}),
      ...(version ? { VersionId: version } : {}),
    },
    accountRegion,
  );
  const secret = answer.SecretString ?? '';
  if (!key) return secret;
  const found = parseSecret(secret)[key];
  if (found === undefined) {
    throw new AwsError('ValidationError', `Could not find a value associated with JSONKey in SecretString`);
  }
  return String(found);
}

function parseSecret(secret: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(secret);
    return isObject(parsed) ? parsed : {};
  } catch {
    throw new AwsError('ValidationError', 'Could not parse SecretString JSON');
  }
}
