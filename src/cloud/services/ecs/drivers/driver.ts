import type { AccountRegion, Kernel } from '../../../kernel/service.ts';
import type { PulledImage } from '../images/pull-image.ts';

/** Everything a driver needs to run one container of a task. */
export interface ContainerSpec {
  /** The container's ARN. */
  readonly id: string;
  readonly accountRegion: AccountRegion;
  /** It was running when the cloud's snapshot was taken. */
  readonly isResumed: boolean;
  readonly name: string;
  readonly image: PulledImage;
  /** Entry point and command, with the overrides of the task definition and of RunTask applied. */
  readonly command: readonly string[];
  /** The container of a one-off task with a command: it runs the command and exits. */
  readonly isOneOff: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string | undefined;
  /** The task's name inside its VPC, under which the load balancer reaches it. */
  readonly host: string;
  readonly ports: readonly number[];
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopTimeoutSeconds: number;
  readonly log: (line: string) => void;
}

export interface ContainerExit {
  readonly exitCode: number;
  readonly reason: string | undefined;
}

export interface RunningContainer {
  /** Never rejects. */
  readonly exited: Promise<ContainerExit>;
  /** Sends SIGTERM, and SIGKILL after the stop timeout. Resolves when the container has exited. */
  stop(): Promise<void>;
}

/** Starts a container. A rejection is a `CannotStartContainerError`; its message says why. */
export type TaskDriver = (spec: ContainerSpec, kernel: Kernel) => Promise<RunningContainer>;
