import type { AccountRegion, Kernel } from '../../../kernel/service.ts';
import type { PulledImage } from '../images/pull-image.ts';

/** Everything a driver needs to run one container of a task. */
export interface ContainerSpec {
  /** The container's ARN. */
  readonly id: string;
  readonly accountRegion: AccountRegion;
  /** It ran when the snapshot was taken from which the cloud has started. */
  readonly isResumed: boolean;
  readonly name: string;
  readonly image: PulledImage;
  /** Entry point and command, after the task definition's and the run's overrides. */
  readonly command: readonly string[];
  /** It was given a command in a task that no service keeps running: it does that, and ends. */
  readonly isOneOff: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string | undefined;
  /** The task's name inside its VPC, under which the load balancer reaches it. */
  readonly host: string;
  readonly ports: readonly number[];
  /** Between SIGTERM and SIGKILL. */
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
  /** Asks it to end, and ends it after the stop timeout. Resolves when it has ended. */
  stop(): Promise<void>;
}

/** Starts a container. A rejection is a `CannotStartContainerError`; its message says why. */
export type TaskDriver = (spec: ContainerSpec, kernel: Kernel) => Promise<RunningContainer>;
