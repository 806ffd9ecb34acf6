import { companion } from '../../../kernel/companion.ts';
import type { Kernel, TimerHandler } from '../../../kernel/service.ts';
import type { ContainerExit, TaskDriver } from './driver.ts';
import { modelledServer } from './modelled-server.ts';

const SIGTERM_EXIT_CODE = 143;
const ONE_OFF_SECONDS = 2;

/**
 * Models a container without a process: the image's labels `cloud.model.*` define its behaviour. It answers every
 * request (`modelled-server.ts`), logs one line, exits as its labels say, and at once on SIGTERM.
 */
export const modelDriver: TaskDriver = async (spec, kernel) => {
  const { timers } = kernel;
  const label = (name: string) => spec.image.config.Labels?.[`cloud.model.${name}`];
  const timer = (name: 'container booted' | 'container exits') => ({
    service: 'ecs',
    name,
    key: spec.id,
    ...spec.accountRegion,
  });
  const closes: (() => void)[] = [];
  const ended = new AbortController();
  const { promise, resolve } = Promise.withResolvers<ContainerExit>();
  const end = (exitCode: number) => {
    for (const close of closes.splice(0)) close();
    ended.abort();
    for (const name of ['container booted', 'container exits'] as const) timers.cancel(timer(name));
    containersOf(kernel).delete(spec.id);
    resolve({ exitCode, reason: undefined });
  };
  const { VERSION } = spec.environment;
  const text = JSON.stringify({ image: spec.image.reference, ...(VERSION === undefined ? {} : { version: VERSION }) });
  const status = Number(label('health-status') ?? 200);
  const server = modelledServer({ status, text, missing: label('missing'), clock: kernel.clock, ended: ended.signal });
  const ports = spec.ports.filter((port) => String(port) === (label('port') ?? String(port)));
  const open = () => {
    for (const port of ports) closes.push(kernel.network.registerStreams(spec.host, port, server));
  };
  containersOf(kernel).set(spec.id, { open, exit: () => end(Number(label('exit-code') ?? 0)) });
  const bootSeconds = Number(label('boot-seconds') ?? 0);
  if (bootSeconds > 0 && !spec.isResumed) timers.set(timer('container booted'), bootSeconds);
  else if (!timers.isSet(timer('container booted'))) open();
  if (!spec.isResumed) {
    const line = label('log');
    if (line !== undefined) spec.log(line);
    // The content of a public image is unknown; on AWS a one-off command would end.
    const ownSeconds = spec.image.isPublic && spec.isOneOff ? String(ONE_OFF_SECONDS) : undefined;
    const exitAfterSeconds = label('exit-after-seconds') ?? ownSeconds;
    if (exitAfterSeconds !== undefined) timers.set(timer('container exits'), Number(exitAfterSeconds));
  }
  return { exited: promise, stop: async () => end(SIGTERM_EXIT_CODE) };
};

interface ModelledContainer {
  readonly open: () => void;
  readonly exit: () => void;
}

/** Modelled containers that run, by ARN. */
const containersOf = companion((_kernel: Kernel) => new Map<string, ModelledContainer>());

export const containerTimers: Readonly<Record<string, TimerHandler>> = {
  'container booted': (arn, { kernel }) => containersOf(kernel).get(arn)?.open(),
  'container exits': (arn, { kernel }) => containersOf(kernel).get(arn)?.exit(),
};
