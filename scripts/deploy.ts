import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { type PackageOptions, parsed, sharedWords, withParameters } from './package/package-options.ts';

interface DeployOptions extends PackageOptions {
  readonly awsProfile?: string;
  readonly force: boolean;
  readonly verbose: boolean;
}

/** `npm run deploy`: packages the service and deploys it, both with the same parameters. Answers the exit status. */
function deploy(argv: readonly string[]): number {
  const program = withParameters(new Command('npm run deploy --'))
    .description('Package the service and deploy it with your AWS credentials.')
    .option('--aws-profile <name>', 'the profile of the AWS configuration to deploy with')
    .option('--force', 'deploy even where the package has not changed', false)
    .option('--verbose', 'print the events of the CloudFormation stack', false);
  const options = parsed<DeployOptions>(program, argv);
  if (typeof options === 'number') return options;
  const words = sharedWords(options);
  return run('scripts/package.ts', ...words) || run('node_modules/osls/bin/serverless.js', ...deployWords(options));
}

function deployWords(options: DeployOptions): readonly string[] {
  const { awsProfile, force, verbose } = options;
  return [
    ...['deploy', '--package', '.serverless', ...sharedWords(options)],
    ...(awsProfile === undefined ? [] : ['--aws-profile', awsProfile]),
    ...(force ? ['--force'] : []),
    ...(verbose ? ['--verbose'] : []),
  ];
}

function run(...words: readonly string[]): number {
  return spawnSync(process.execPath, words, { stdio: 'inherit' }).status ?? 1;
}

process.exitCode = deploy(process.argv.slice(2));
