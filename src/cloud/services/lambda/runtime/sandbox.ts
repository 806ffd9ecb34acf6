import type { Kernel } from '../../../kernel/service.ts';

/** One execution environment: it runs one invocation at a time and keeps its memory between them. */
export interface Sandbox {
  /** Loads the code, once. What goes wrong fails the invocation that follows. */
  initialize(): void;
  /** Answers the handler's result as JSON. Rejects with what the handler threw, or with a `RuntimeError`. */
  invoke(invocation: SandboxInvocation): Promise<string>;
  /** Whether the runtime died (`process.exit`, an uncaught error): the next invocation needs a new sandbox. */
  readonly crashed: boolean;
  /** Nothing the code still does has an effect any more. */
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

/** What a sandbox is made from. */
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
  /** Takes one piece of output; a trailing line end is not part of the line. */
  readonly log: (text: string) => void;
}
