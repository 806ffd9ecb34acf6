import { parseArgs } from 'node:util';
import { startCloud } from './index.ts';

const USAGE = `Usage: npm run cloud -- [options]

Boots the embedded cloud alone and serves it until it is interrupted.

  --port N    port of the AWS endpoint; the next free one is taken when it is in use (default 4566)
  --speed N   how many modelled seconds pass in a real one (default 10)
  --help      print this
`;

interface Options {
  readonly port: number;
  readonly speed: number;
  readonly help: boolean;
}

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  let options: Options;
  try {
    options = parseOptions(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  await serve(options);
}

async function serve({ port, speed }: Options): Promise<void> {
  const cloud = await startCloud({ port, clock: speed === 1 ? 'real' : { speed } });
  const served = new URL(cloud.endpoint).port;
  if (port !== 0 && served !== String(port)) process.stderr.write(`port ${port} is taken; using ${served}\n`);
  process.stdout.write(greeting(cloud.endpoint, speed));
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await cloud.stop();
    process.exit(0);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  // The process that started this one by a channel has ended, even if it was killed.
  process.on('disconnect', stop);
}

function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { port: { type: 'string' }, speed: { type: 'string' }, help: { type: 'boolean' } },
  });
  const port = Number(values.port ?? 4566);
  const speed = Number(values.speed ?? 10);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port "${values.port}" is not a port: use a number from 0 to 65535`);
  }
  if (!(speed > 0) || !Number.isFinite(speed)) {
    throw new Error(`--speed "${values.speed}" is not a speed: use a number above 0`);
  }
  return { port, speed, help: values.help ?? false };
}

function greeting(endpoint: string, speed: number): string {
  return `The embedded cloud answers at ${endpoint}; one second is ${speed} modelled ${speed === 1 ? 'second' : 'seconds'}.

  export AWS_ENDPOINT_URL=${endpoint}
  export AWS_ACCESS_KEY_ID=111122223333 AWS_SECRET_ACCESS_KEY=anything   # a 12-digit key id is the account
  export AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1
  aws sts get-caller-identity
  aws cloudformation list-stacks

Services and modelled time: ${endpoint}/_cloud/health. Ctrl-C stops the cloud and discards its data.
`;
}
