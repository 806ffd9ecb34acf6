/** A call that an AWS service makes on a resource, as the resource's own policy sees it. */
export interface ServiceAccess {
  /** `events.amazonaws.com` */
  readonly service: string;
  /** `sqs:SendMessage` */
  readonly action: string;
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * Whether a resource policy allows a service's call. Principal, action and conditions on the source are evaluated; the
 * resource element is assumed to name the resource that the policy is attached to.
 */
export function allowsService(policy: string | undefined, access: ServiceAccess): boolean {
  if (policy === undefined || policy === '') return false;
  const { Statement } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  const statements = listOf(Statement).filter((statement) => isMeant(statement, access));
  return statements.some(({ Effect }) => Effect === 'Allow') && !statements.some(({ Effect }) => Effect === 'Deny');
}

function isMeant(statement: Statement, access: ServiceAccess): boolean {
  return (
    namesService(statement.Principal, access.service) &&
    namesAction(statement.Action, access.action) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, contextValue(key, access), listOf(wanted))),
    )
  );
}

function namesService(principal: Statement['Principal'], service: string): boolean {
  if (principal === '*') return true;
  if (principal === undefined || typeof principal === 'string') return false;
  return listOf(principal.AWS).includes('*') || listOf(principal.Service).includes(service);
}

function namesAction(actions: Statement['Action'], action: string): boolean {
  return listOf(actions).some((candidate) => matchesGlob(candidate.toLowerCase(), action.toLowerCase()));
}

function contextValue(key: string, access: ServiceAccess): string | undefined {
  if (key.toLowerCase() === 'aws:sourcearn') return access.sourceArn;
  if (key.toLowerCase() === 'aws:sourceaccount') return access.sourceAccount;
  if (key.toLowerCase() === 'aws:securetransport') return 'true';
  return undefined;
}

function holds(operator: string, value: string | undefined, wanted: readonly string[]): boolean {
  if (value === undefined) return operator.endsWith('IfExists');
  const some = wanted.some((pattern) => matchesGlob(String(pattern), value));
  return /^(StringNot|ArnNot)/.test(operator) ? !some : some;
}

function matchesGlob(pattern: string, value: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(value);
}

function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}
