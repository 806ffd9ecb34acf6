import { ids, state, time, workloads } from '../../src/aws/ports.ts';
import { MigrateInput, migrate } from '../../src/core/release/migrate.ts';
import { step } from '../chain/step.ts';

/** Task state "Migrate": runs the one-off task. */
export const handler = step(MigrateInput, (input) => migrate(input, { ids, state, time, workloads }));
