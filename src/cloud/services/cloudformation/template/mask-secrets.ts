import { isObject } from '../../../kernel/json-object.ts';
import type { ParameterValue } from './parameters.ts';

export const MASK = '****';
/** A shorter secret is masked only where it is the whole value, since other values may contain it by chance. */
const PART_LENGTH_MIN = 4;

/** A value with the values of `NoEcho` parameters masked. */
export function maskSecrets(value: unknown, parameters: readonly ParameterValue[]): unknown {
  const secrets = parameters
    .filter(({ isSecret }) => isSecret)
    .flatMap(({ value: text, resolved }) => resolved ?? text);
  return secrets.length === 0 ? value : masked(value, secrets);
}

function masked(value: unknown, secrets: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, secrets));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, masked(member, secrets)]));
  }
  if (typeof value !== 'string') return value;
  if (secrets.includes(value)) return MASK;
  const parts = secrets.filter((secret) => secret.length >= PART_LENGTH_MIN);
  return parts.reduce((text, secret) => text.replaceAll(secret, MASK), value);
}
