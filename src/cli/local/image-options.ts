import { Command, CommanderError, InvalidArgumentError } from 'commander';

export interface ImageOptions {
  readonly folder: string;
  readonly repository: string;
  readonly tag: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  /** The embedded cloud's AWS endpoint, on this machine. */
  readonly cloud: string;
}

const DEFAULT_CLOUD = 'http://localhost:4566';
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Parses the arguments of `npm run image --`. Answers an exit status instead if there is nothing to push. */
export function imageOptions(argv: readonly string[], endpoint: string | undefined): ImageOptions | number {
  const program = new Command('npm run image --')
    .description(
      "Build a folder's Dockerfile without a container engine, and push the image into the embedded cloud. The image does not contain its base image: its command runs as a process on this machine.",
    )
    .argument('<folder>', 'folder of the Dockerfile')
    .argument('<image>', 'repository and tag, such as shop:1', named)
    .option('--build-arg <name=value>', 'value of an ARG of the Dockerfile; can be repeated', buildArgument)
    .option('--cloud <url>', "the embedded cloud's AWS endpoint", endpoint ?? DEFAULT_CLOUD)
    .allowExcessArguments(false)
    .exitOverride();
  try {
    program.parse(argv, { from: 'user' });
    const { cloud } = program.opts<{ cloud: string }>();
    if (!isLoopback(cloud))
      program.error(`error: ${cloud} is not on this machine; push to other endpoints with a container engine`);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  const [folder, { repository, tag }] = program.processedArgs as [string, Named];
  const { buildArg = {}, cloud } = program.opts<{ buildArg?: Readonly<Record<string, string>>; cloud: string }>();
  return { folder, repository, tag, buildArguments: buildArg, cloud };
}

interface Named {
  readonly repository: string;
  readonly tag: string;
}

function named(text: string): Named {
  const { repository, tag } = /^(?<repository>[a-z0-9][a-z0-9._/-]*):(?<tag>\w[\w.-]{0,127})$/.exec(text)?.groups ?? {};
  if (repository === undefined || tag === undefined)
    throw new InvalidArgumentError('name a repository and a tag, such as shop:1');
  return { repository, tag };
}

function buildArgument(text: string, earlier: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('give a name and a value, such as VERSION=2');
  return { ...earlier, [text.slice(0, at)]: text.slice(at + 1) };
}

function isLoopback(text: string): boolean {
  return URL.canParse(text) && LOOPBACK.includes(new URL(text).hostname);
}
