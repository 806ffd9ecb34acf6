import { styleText } from 'node:util';
import { CliError } from '../cli-error.ts';
import type { Terminal } from '../terminal.ts';
import type { ExampleStep } from './example.ts';

/** One step as `--json` tells it. */
export interface StepResult {
  readonly name: string;
  readonly status: 'succeeded' | 'failed';
  readonly seconds: number;
  readonly modelledSeconds: number;
}

/** What the steps are timed and told with. */
export interface StepSurroundings {
  readonly clock: { now(): number };
  readonly terminal: Terminal;
  /** Who aborts it has heard enough: nothing more is said or begun. */
  readonly signal: AbortSignal;
}

/** Runs steps one after another, each with its real and modelled seconds. The first failure ends it. */
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

/** What went wrong, and the commands to try next. */
export function failureLines(what: string, error: unknown): readonly string[] {
  const message = error instanceof CliError ? error.message : error instanceof Error ? error.stack : String(error);
  const next = error instanceof CliError ? error.nextSteps : [];
  return [`${styleText('red', '✘')} ${what}: ${message}`, ...next.map((command) => `  ${command}`)];
}
