import { PlinthError } from '../errors.ts';
import type { ContainerEnvironment } from './with-container-environment.ts';

/** What EC2 takes, less what the template itself says. */
const bytesMax = 12_000;

/**
 * Lines of the shell script that a machine runs at its first start, by the two commands that the script of the template
 * defines: `variable NAME VALUE` and `secret NAME ARN FIELD`. Throws InvalidParameter when there is no room for them.
 */
export function machineEnvironment({ variables, secrets }: ContainerEnvironment): readonly string[] {
  const lines = [
    ...Object.entries(variables).map(([name, value]) => `variable ${name} ${quoted(value)}\n`),
    ...Object.entries(secrets).map(([name, arn]) => `secret ${name} ${secretWords(arn).map(quoted).join(' ')}\n`),
  ];
  const bytes = Buffer.byteLength(lines.join(''));
  if (bytes <= bytesMax) return lines;
  throw new PlinthError(
    'InvalidParameter',
    `the variables take ${bytes} bytes, and a machine starts with ${bytesMax} at most`,
  );
}

/** A secret's ARN may name one field of it, after its seventh colon; a parameter's may not. */
function secretWords(arn: string): readonly [string, string] {
  const parts = arn.split(':');
  return [parts.slice(0, 7).join(':'), parts[7] ?? ''];
}

/** Nothing inside single quotes means anything to a shell. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
