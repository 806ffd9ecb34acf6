import type { Kernel } from '../../../kernel/service.ts';

/** One execution environment: it runs one invocation at a time and keeps its memory between them. */
export interface Sandbox {
  /** Loads the code, once. An error fails the following invocation. */
  initialize(): void;
  /** Resolves to the handler's result as JSON. Rejects with the handler's error, or with a `RuntimeError`. */
  invoke(invocation: SandboxInvocation): Promise<string>;
  /** Whether the runtime died (`process.exit`, an uncaught error): the next invocation needs a new sandbox. */
  readonly crashed: boolean;
  /** Stops the sandbox: its code no longer has any effect. */
  kill(): void;
}

export interface SandboxInvocation {
  readonly requestId: string;
  /** The event, as JSON. */
  readonly payload: string;
  readonly invokedFunctionArn: string;
  readonly remainingMs: () => number;
  readonly clientContext: unknown;
}

/** The parameters of a sandbox. */
export interface SandboxSpec {
  readonly kernel: Kernel;
  readonly runtime: string;
  readonly handler: string;
  /** Folder with the unzipped code. */
  readonly taskRoot: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly functionName: string;
  readonly version: string;
  readonly memoryMb: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly logLevel: string;
  /** Receives one line of output, without its line end. */
  readonly log: (text: string) => void;
}
