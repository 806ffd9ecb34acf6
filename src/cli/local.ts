import { spawnSync } from 'node:child_process';
import { styleText } from 'node:util';
import { CliError } from './cli-error.ts';
import { createClient } from './client.ts';
import { bootPlinth, type LocalPlinth, listenerUrl } from './local/boot.ts';
import { EXAMPLE_APPLICATION, exampleSteps } from './local/example.ts';
import { type LocalOptions, localOptions } from './local/local-options.ts';
import { duration } from './progress-tree.ts';
import type { Session } from './session.ts';
import { type Terminal, terminal } from './terminal.ts';

interface StepResult {
  readonly name: string;
  readonly status: 'succeeded' | 'failed';
  readonly seconds: number;
  readonly modelledSeconds: number;
}

/** `npm start`: Plinth in an embedded cloud on this machine, with the example application in it. */
async function local(options: LocalOptions): Promise<number> {
  const out = terminal();
  const startedMs = Date.now();
  out.say('packaging the service');
  packageService();
  out.say(`booting the embedded cloud at ${options.speed} times real time, and deploying Plinth into it`);
  const plinth = await bootPlinth({
    clock: { speed: options.speed },
    port: options.cloudPort,
    apiPort: options.port,
    auth: options.auth,
  });
  out.say(
    `${styleText('green', '✔')} Plinth is installed after ${duration((Date.now() - startedMs) / 1000)}: ${plinth.api}`,
  );
  const steps = options.empty ? [] : await runExample(plinth, out);
  const application = (await listenerUrl(plinth, 'plinth-dev', 80)) ?? null;
  if (options.json) {
    out.data(JSON.stringify({ steps, api: plinth.api, cloud: plinth.cloud.endpoint, application }));
  } else {
    for (const line of closing(plinth, steps, application)) out.say(line);
  }
  if (!options.once) await interrupted();
  await plinth.cloud.stop();
  return steps.every(({ status }) => status === 'succeeded') ? 0 : 1;
}

function packageService(): void {
  const { status, stderr, stdout } = spawnSync(process.execPath, ['scripts/package.ts'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`packaging the service failed:\n${stdout}${stderr}`);
}

/** Runs the example's steps, each with its real and modelled seconds. The first failure ends it. */
async function runExample(plinth: LocalPlinth, out: Terminal): Promise<readonly StepResult[]> {
  const { clock } = plinth.cloud;
  const sleep = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 200));
  const session: Session = {
    client: createClient({ api: plinth.api, sleep }),
    terminal: out,
    json: false,
    detach: false,
  };
  const results: StepResult[] = [];
  for (const { name, run } of exampleSteps(plinth, session)) {
    const [realMs, modelledMs] = [Date.now(), clock.now()];
    const status = await run().then(
      () => 'succeeded' as const,
      (error: unknown) => {
        out.say(`${styleText('red', '✘')} ${name}: ${error instanceof CliError ? error.message : String(error)}`);
        return 'failed' as const;
      },
    );
    results.push({
      name,
      status,
      seconds: (Date.now() - realMs) / 1000,
      modelledSeconds: Math.round((clock.now() - modelledMs) / 100) / 10,
    });
    if (status === 'failed') break;
  }
  return results;
}

function closing(plinth: LocalPlinth, steps: readonly StepResult[], application: string | null): readonly string[] {
  const rows = steps.map(
    ({ name, status, seconds, modelledSeconds }) =>
      `  ${name.padEnd(40)} ${status.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s real ${String(modelledSeconds).padStart(7)} s modelled`,
  );
  const tries =
    application === null
      ? []
      : [`  curl ${application}`, '  npx plinth release dev/hello hello:2', '  npx plinth rollback dev/hello'];
  return [
    ...rows,
    '',
    `  application  ${application ?? 'none yet'}`,
    `  HTTP API     ${plinth.api}`,
    `  AWS endpoint ${plinth.cloud.endpoint}`,
    '',
    ...tries,
    `  npx plinth status ${EXAMPLE_APPLICATION}`,
  ];
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

const options = localOptions(process.argv.slice(2));
process.exitCode = typeof options === 'number' ? options : await local(options);
