import { companion } from '../../../kernel/companion.ts';
import type { NetworkResponse } from '../../../kernel/network.ts';
import type { Kernel, TimerHandler } from '../../../kernel/service.ts';
import type { ContainerExit, TaskDriver } from './driver.ts';

const SIGTERM_EXIT_CODE = 143;
const ONE_OFF_SECONDS = 2;

/**
 * Models a container without a process: the image's labels `cloud.model.*` define its behaviour. It answers every
 * request, logs one line, exits as its labels say, and at once on SIGTERM.
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
  const { promise, resolve } = Promise.withResolvers<ContainerExit>();
  const end = (exitCode: number) => {
    for (const close of closes.splice(0)) close();
    for (const name of ['container booted', 'container exits'] as const) timers.cancel(timer(name));
    containersOf(kernel).delete(spec.id);
    resolve({ exitCode, reason: undefined });
  };
  const answer = response(spec.image.reference, spec.environment.VERSION, Number(label('health-status') ?? 200));
  const open = () => {
    for (const port of spec.ports) closes.push(kernel.network.register(spec.host, port, async () => answer));
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

function response(image: string, version: string | undefined, status: number): NetworkResponse {
  const body = JSON.stringify({ image, ...(version === undefined ? {} : { version }) });
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
}
