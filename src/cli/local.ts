import { constants } from 'node:os';
import { styleText } from 'node:util';
import { createClient } from './client.ts';
import { bootPlinth, type LocalPlinth, listenerUrl } from './local/boot.ts';
import { closingLines, portLines } from './local/closing-lines.ts';
import { exampleSteps } from './local/example.ts';
import { type LocalOptions, localOptions } from './local/local-options.ts';
import { packageService } from './local/package-service.ts';
import { failureLines, runSteps, type StepResult } from './local/run-steps.ts';
import { unlessAborted } from './local/unless-aborted.ts';
import { duration } from './progress-tree.ts';
import { type Terminal, terminal } from './terminal.ts';

const LOOK_MS = 200;

/** `npm start`: runs Plinth and the example application in an embedded cloud on this machine. Answers the exit status. */
async function main(argv: readonly string[]): Promise<number> {
  const options = localOptions(argv);
  if (typeof options === 'number') return options;
  const out = terminal();
  const signal = interruption();
  try {
    return await local(options, { out, signal });
  } catch (error) {
    if (signal.aborted) return 128 + constants.signals[signal.reason as NodeJS.Signals];
    for (const line of failureLines('npm start', error)) out.say(line);
    return 1;
  }
}

/**
 * Aborted by the first signal, with its name as the reason; the second one ends the process at once. Also aborted when the
 * launcher ends, even if it was killed, because its channel then closes.
 */
function interruption(): AbortSignal {
  const controller = new AbortController();
  process.once('disconnect', () => controller.abort('SIGTERM'));
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(128 + constants.signals[name]);
      controller.abort(name);
    });
  }
  return controller.signal;
}

interface AvailableComponents {
  readonly out: Terminal;
  readonly signal: AbortSignal;
}

async function local(options: LocalOptions, { out, signal }: AvailableComponents): Promise<number> {
  const startedMs = Date.now();
  out.say('packaging the service');
  await packageService(signal);
  out.say(`booting the embedded cloud at ${options.speed} times real time and deploying Plinth into it`);
  const { speed, cloudPort, port: apiPort, auth } = options;
  const plinth = await bootPlinth({ clock: { speed }, port: cloudPort, apiPort, auth, signal });
  try {
    const took = duration((Date.now() - startedMs) / 1000);
    out.say(`${styleText('green', '✔')} Plinth is installed (${took}): ${plinth.api}`);
    const steps = options.empty ? [] : await unlessAborted(runExample(plinth, { out, signal }), signal);
    await report(plinth, { options, steps, out });
    if (!options.once) await aborted(signal);
    return steps.every(({ status }) => status === 'succeeded') ? 0 : 1;
  } finally {
    await plinth.cloud.stop();
  }
}

function runExample(plinth: LocalPlinth, { out, signal }: AvailableComponents): Promise<readonly StepResult[]> {
  const { clock } = plinth.cloud;
  const client = createClient({
    api: plinth.api,
    sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * LOOK_MS)),
  });
  const session = { client, terminal: out, json: false, detach: false, nowMs: () => clock.now() };
  return runSteps(exampleSteps(plinth, session), { clock, terminal: out, signal });
}

interface Report {
  readonly options: LocalOptions;
  readonly steps: readonly StepResult[];
  readonly out: Terminal;
}

async function report(plinth: LocalPlinth, { options, steps, out }: Report): Promise<void> {
  const application = (await listenerUrl(plinth, 'plinth-dev', 80)) ?? null;
  const opened = { api: plinth.api, cloud: plinth.cloud.endpoint, application };
  for (const line of portLines(options, opened)) out.say(line);
  if (options.json) out.data(JSON.stringify({ steps, ...opened }));
  else for (const line of closingLines(steps, opened)) out.say(line);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

// Explicit, because leftover timers of the embedded cloud would keep the process running.
process.exit(await main(process.argv.slice(2)));
