import { Command, CommanderError } from 'commander';
import { assertParameter, ParameterError } from './service-parameters.ts';

export interface PackageOptions {
  /** Parameters of the service as `name=value`. */
  readonly param: readonly string[];
  readonly region?: string;
}

/** Parses the words after `npm run package --`. Answers the exit status instead where there is nothing to package. */
export function packageOptions(argv: readonly string[]): PackageOptions | number {
  const program = withParameters(new Command('npm run package --')).description('Package the service for AWS.');
  return parsed<PackageOptions>(program, argv);
}

/** The options that packaging and deploying have in common. */
export function withParameters(program: Command): Command {
  return program
    .option('--param <name=value>', 'set a parameter of serverless.yml; may be repeated', collected, [])
    .option('--region <region>', 'the AWS region of the service')
    .allowExcessArguments(false)
    .exitOverride();
}

export function parsed<Options extends PackageOptions>(program: Command, argv: readonly string[]): Options | number {
  try {
    const options = program.parse(argv, { from: 'user' }).opts<Options>();
    for (const word of options.param) assertParameter(word);
    return options;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof ParameterError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    return 2;
  }
}

/** The words that `osls package` and `osls deploy` both need. */
export function sharedWords({ param, region }: PackageOptions): readonly string[] {
  return [...param.flatMap((word) => ['--param', word]), ...(region === undefined ? [] : ['--region', region])];
}

function collected(word: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, word];
}
