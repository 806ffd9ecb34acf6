import type { AccountRegion } from '../../kernel/service.ts';

interface Statement {
  readonly Effect: string;
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

type Caller = Pick<AccountRegion, 'account'> & { readonly principalArn: string };

/**
 * Whether a role's trust policy allows the caller. Supported conditions: StringEquals, StringLike, ArnEquals and
 * ArnLike on `sts:ExternalId`, `aws:PrincipalArn` and `aws:PrincipalAccount`; any other condition is not met.
 */
export function isTrusted(policy: unknown, caller: Caller, externalId: string | undefined): boolean {
  const { Statement: listed } = policy as { Statement: Statement | readonly Statement[] };
  const statements = [listed].flat() as readonly Statement[];
  const matching = statements.filter(
    (statement) =>
      texts(statement.Action).some((action) => matches(action, 'sts:AssumeRole')) &&
      namesCaller(statement, caller) &&
      conditionsHold(statement, caller, externalId),
  );
  return matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny');
}

function namesCaller({ Principal }: Statement, caller: Caller): boolean {
  if (Principal === undefined) return false;
  if (Principal === '*') return true;
  return texts(Principal.AWS).some((name) => {
    if (name === '*' || name === caller.account || name === `arn:aws:iam::${caller.account}:root`) return true;
    return name === caller.principalArn || name === roleOf(caller.principalArn);
  });
}

/** A session counts as its role: `assumed-role/deployer/session` is `role/deployer`. */
function roleOf(principalArn: string): string {
  return principalArn.replace(/^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/.*$/, 'arn:aws:iam::$1:role/$2');
}

function conditionsHold({ Condition = {} }: Statement, caller: Caller, externalId: string | undefined): boolean {
  const context: Record<string, string | undefined> = {
    'sts:externalid': externalId,
    'aws:principalarn': roleOf(caller.principalArn),
    'aws:principalaccount': caller.account,
  };
  return Object.entries(Condition).every(([operator, tests]) =>
    Object.entries(tests).every(([key, wanted]) => {
      const actual = context[key.toLowerCase()];
      if (actual === undefined) return false;
      if (operator === 'StringEquals') return texts(wanted).includes(actual);
      return (
        ['StringLike', 'ArnLike', 'ArnEquals'].includes(operator) && texts(wanted).some((text) => matches(text, actual))
      );
    }),
  );
}

/** Wildcards as policies have them: `*` is any text, `?` any character. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'i').test(text);
}

function texts(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : ([value].flat() as string[]);
}
