import { PlinthError } from '../errors.ts';
import type { ContainerEnvironment } from './with-container-environment.ts';

/** The limit of EC2 for user data, less what the template itself contains. */
const bytesMax = 12_000;

/**
 * Lines of the shell script that an instance runs at its first start. They call the two commands that the script of the template
 * defines: `variable NAME VALUE` and `secret NAME ARN FIELD`. Throws InvalidParameter when they do not fit.
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
    `variables and secrets take ${bytes} bytes of the user data of an instance; at most ${bytesMax}`,
  );
}

/** The ARN of a secret may name one field after its seventh colon; the ARN of a parameter may not. */
function secretWords(arn: string): readonly [string, string] {
  const parts = arn.split(':');
  return [parts.slice(0, 7).join(':'), parts[7] ?? ''];
}

/** A shell does not interpret what stands in single quotes. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
