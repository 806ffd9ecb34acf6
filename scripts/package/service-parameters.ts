import { parseGrants } from '../../src/aws/grants.ts';
import { Installation } from '../../src/aws/settings.ts';

/** The retentions that CloudWatch Logs accepts: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_DAYS = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731],
  ...[1096, 1827, 2192, 2557, 2922, 3288, 3653],
];
const AWAIT_SECONDS_MAX = 3600;

interface Parameter {
  readonly accepts: (value: string) => boolean;
  readonly remedy: string;
}

/** What each parameter of serverless.yml takes, so that a wrong value is refused here and not by AWS in a deployment. */
export const serviceParameters: Readonly<Record<string, Parameter>> = {
  installation: {
    accepts: (value) => Installation.safeParse(value).success,
    remedy: 'use at most 11 lower-case letters, digits and single hyphens',
  },
  awaitSeconds: {
    accepts: (value) => /^[1-9]\d*$/.test(value) && Number(value) <= AWAIT_SECONDS_MAX,
    remedy: `use a number from 1 to ${AWAIT_SECONDS_MAX}`,
  },
  serviceCatalog: oneOf('on', 'off'),
  tableDeletion: oneOf('Retain', 'Delete'),
  tableProtection: oneOf('true', 'false'),
  logDays: oneOf(...LOG_DAYS.map(String)),
  grants: {
    accepts: (value) => value === '' || isListOfGrants(value),
    remedy:
      'use a JSON list such as [{"principal": "arn:aws:iam::111122223333:role/*", "role": "admin", "scope": "*"}]',
  },
};

/** A word after `--param` that the service cannot be packaged with. */
export class ParameterError extends Error {}

/** Throws a ParameterError unless the word is `name=value`, with a known name and a value that the parameter takes. */
export function assertParameter(word: string): void {
  const [, name = word, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
  if (value === undefined) throw new ParameterError(`parameter "${word}" has no value: write --param "name=value"`);
  const parameter = Object.hasOwn(serviceParameters, name) ? serviceParameters[name] : undefined;
  if (parameter === undefined) {
    const names = Object.keys(serviceParameters).join(', ');
    throw new ParameterError(`unknown parameter "${name}": use one of ${names}`);
  }
  if (!parameter.accepts(value)) throw new ParameterError(`parameter ${name} is "${value}": ${parameter.remedy}`);
}

function oneOf(...values: readonly string[]): Parameter {
  return { accepts: (value) => values.includes(value), remedy: `use one of ${values.join(', ')}` };
}

function isListOfGrants(text: string): boolean {
  try {
    parseGrants(text);
    return true;
  } catch {
    return false;
  }
}
