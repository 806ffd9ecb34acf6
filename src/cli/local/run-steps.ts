import { styleText } from 'node:util';
import { CliError } from '../cli-error.ts';
import type { Terminal } from '../terminal.ts';
import type { ExampleStep } from './example.ts';

/** One step in the output of `--json`. */
export interface StepResult {
  readonly name: string;
  readonly status: 'succeeded' | 'failed';
  readonly seconds: number;
  readonly modelledSeconds: number;
}

/** What the steps are timed and reported with. */
export interface StepSurroundings {
  readonly clock: { now(): number };
  readonly terminal: Terminal;
  /** Once aborted, no further step starts and nothing more is printed. */
  readonly signal: AbortSignal;
}

/** Runs steps one after another and measures their real and modelled seconds. Stops after the first failure. */
export async function runSteps(
  steps: readonly ExampleStep[],
  { clock, terminal, signal }: StepSurroundings,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const { name, run } of steps) {
    const [realMs, modelledMs] = [Date.now(), clock.now()];
    const status = await run().then(
      () => 'succeeded' as const,
      (error: unknown) => {
        if (!signal.aborted) for (const line of failureLines(name, error)) terminal.say(line);
        return 'failed' as const;
      },
    );
    results.push({
      name,
      status,
      seconds: (Date.now() - realMs) / 1000,
      modelledSeconds: Math.round((clock.now() - modelledMs) / 100) / 10,
    });
    if (status === 'failed' || signal.aborted) break;
  }
  return results;
}

/** The failure and the commands to try next. */
export function failureLines(what: string, error: unknown): readonly string[] {
  const message = error instanceof CliError ? error.message : error instanceof Error ? error.stack : String(error);
  const next = error instanceof CliError ? error.nextSteps : [];
  return [`${styleText('red', '✘')} ${what}: ${message}`, ...next.map((command) => `  ${command}`)];
}
