import { Command, CommanderError, InvalidArgumentError } from 'commander';

/** Where the embedded cloud says that it is. */
export const LOCAL_REGION = 'eu-west-1';

export interface LocalOptions {
  readonly once: boolean;
  readonly json: boolean;
  readonly empty: boolean;
  readonly auth: boolean;
  /** Modelled seconds in a real one. */
  readonly speed: number;
  readonly port: number;
  readonly cloudPort: number;
}

/** Parses the words after `npm start --`. Answers the exit status instead where there is nothing to run. */
export function localOptions(argv: readonly string[]): LocalOptions | number {
  const program = new Command('npm start --')
    .description(
      'Boot the embedded cloud, deploy Plinth into it, and take the example application to its second release.',
    )
    .option('--once', 'end after that: status 0, or not 0 if a step failed', false)
    .option('--json', 'print one line of JSON when all is done', false)
    .option('--empty', 'provision nothing', false)
    .option('--auth', 'take no unsigned request', false)
    .option(
      '--speed <n>',
      'modelled seconds in a real one, at most: what is computed here takes as long as it takes',
      positive,
      25,
    )
    .option('--port <n>', "the HTTP API's port", port, 4510)
    .option('--cloud-port <n>', 'the port of the AWS endpoint', port, 4566)
    .allowExcessArguments(false)
    .exitOverride();
  try {
    return program.parse(argv, { from: 'user' }).opts<LocalOptions>();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1000)) throw new InvalidArgumentError('it must be more than 0 and at most 1000');
  return value;
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('it must be a port number');
  return value;
}
