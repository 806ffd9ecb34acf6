import type { NetworkResponse } from '../../../kernel/network.ts';
import type { ContainerExit, TaskDriver } from './driver.ts';

const SIGTERM_EXIT_CODE = 143;
const ONE_OFF_SECONDS = 2;

/**
 * Runs no process: the image's labels `cloud.model.*` say how the container behaves. It answers every request, logs one
 * line, exits when told to, and ends at once on SIGTERM.
 */
export const modelDriver: TaskDriver = async (spec, kernel) => {
  const label = (name: string) => spec.image.config.Labels?.[`cloud.model.${name}`];
  const closes: (() => void)[] = [];
  const { promise, resolve } = Promise.withResolvers<ContainerExit>();
  const end = (exitCode: number) => {
    for (const close of closes.splice(0)) close();
    resolve({ exitCode, reason: undefined });
  };
  const answer = response(spec.image.reference, spec.environment.VERSION, Number(label('health-status') ?? 200));
  const open = () => {
    for (const port of spec.ports) closes.push(kernel.network.register(spec.host, port, async () => answer));
  };
  const bootSeconds = Number(label('boot-seconds') ?? 0);
  if (bootSeconds > 0) closes.push(kernel.clock.after(bootSeconds, open));
  else open();
  const line = label('log');
  if (line !== undefined) spec.log(line);
  // Nothing is known of a public image, and a command of its own would have ended on AWS.
  const ownSeconds = spec.image.isPublic && spec.isOneOff ? String(ONE_OFF_SECONDS) : undefined;
  const exitAfterSeconds = label('exit-after-seconds') ?? ownSeconds;
  if (exitAfterSeconds !== undefined) {
    closes.push(kernel.clock.after(Number(exitAfterSeconds), () => end(Number(label('exit-code') ?? 0))));
  }
  return { exited: promise, stop: async () => end(SIGTERM_EXIT_CODE) };
};

function response(image: string, version: string | undefined, status: number): NetworkResponse {
  const body = JSON.stringify({ image, ...(version === undefined ? {} : { version }) });
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
}
