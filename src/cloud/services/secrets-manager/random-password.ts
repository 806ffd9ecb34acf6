import type { GetRandomPasswordRequest } from '@aws-sdk/client-secrets-manager';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Kernel } from '../../kernel/service.ts';

const LENGTH_DEFAULT = 32;
const LENGTH_MAX = 4096;
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

export type PasswordRequirements = Omit<GetRandomPasswordRequest, 'PasswordLength'> & {
  readonly PasswordLength?: number | undefined;
};

export function getRandomPassword(input: GetRandomPasswordRequest, call: Call) {
  return { RandomPassword: randomPassword(input, call.kernel) };
}

/** A password of the requested length, by default with at least one character of each allowed kind. */
export function randomPassword(requirements: PasswordRequirements, { random }: Pick<Kernel, 'random'>): string {
  const length = requirements.PasswordLength ?? LENGTH_DEFAULT;
  const kinds = kindsOf(requirements);
  const alphabet = kinds.join('');
  const isEachRequired = requirements.RequireEachIncludedType ?? true;
  if (alphabet === '' || length < 1 || length > LENGTH_MAX || (isEachRequired && length < kinds.length)) {
    throw new AwsError('InvalidParameterException', 'Password length and the excluded characters leave no password.');
  }
  const pick = (text: string) => text[Math.floor(random.next() * text.length)]!;
  const required = isEachRequired ? kinds.map(pick) : [];
  const rest = Array.from({ length: length - required.length }, () => pick(alphabet));
  return [...required, ...rest]
    .map((character) => ({ character, order: random.next() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ character }) => character)
    .join('');
}

function kindsOf(requirements: PasswordRequirements): string[] {
  const kinds = [
    requirements.ExcludeLowercase ? '' : LOWER,
    requirements.ExcludeUppercase ? '' : LOWER.toUpperCase(),
    requirements.ExcludeNumbers ? '' : '0123456789',
    requirements.ExcludePunctuation ? '' : PUNCTUATION,
    requirements.IncludeSpace ? ' ' : '',
  ];
  const excluded = new Set(requirements.ExcludeCharacters ?? '');
  return kinds
    .map((kind) => [...kind].filter((character) => !excluded.has(character)).join(''))
    .filter((kind) => kind !== '');
}
