import { Command, CommanderError, InvalidArgumentError } from 'commander';

/** Region of the embedded cloud. */
export const LOCAL_REGION = 'eu-west-1';

export interface LocalOptions {
  readonly once: boolean;
  readonly json: boolean;
  readonly empty: boolean;
  readonly auth: boolean;
  /** Modelled seconds per real second. */
  readonly speed: number;
  readonly port: number;
  readonly cloudPort: number;
}

/** Parses the arguments of `npm start --`. Answers an exit status instead if there is nothing to run. */
export function localOptions(argv: readonly string[]): LocalOptions | number {
  const program = new Command('npm start --')
    .description('Boot the embedded cloud, deploy Plinth into it, and release the example application twice.')
    .option('--once', 'exit after that, with status 0 or, if a step failed, another one', false)
    .option('--json', 'print one line of JSON at the end', false)
    .option('--empty', 'provision nothing', false)
    .option('--auth', 'refuse unsigned requests', false)
    .option('--speed <n>', 'modelled seconds per real second, at most: computation takes real time', positive, 25)
    .option('--port <n>', 'port of the HTTP API', port, 4510)
    .option('--cloud-port <n>', 'port of the AWS endpoint', port, 4566)
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
  if (!(value > 0 && value <= 1000)) throw new InvalidArgumentError('use a number greater than 0, at most 1000');
  return value;
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('use a port number from 0 to 65535');
  return value;
}
