import { runScenario } from './scenario.ts';

/** A worker of the bench: runs the seeds that it is named, and sends the parent what each took. */
for (const seed of process.argv.slice(2).map(Number)) process.send?.(await runScenario(seed));
process.disconnect?.();
