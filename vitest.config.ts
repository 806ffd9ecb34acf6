import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Whole workflows take a minute a file and all else a second: they come first, so that no worker ends with one alone. */
class WorkflowsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isWorkflow = ({ moduleId }: TestSpecification) => moduleId.includes('/test/workflows/');
    return [...sorted.filter(isWorkflow), ...sorted.filter((file) => !isWorkflow(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    // Whole systems, recovery from every kind of stop, and real processes are a rung of their own: `npm run test:systems`.
    exclude: [...configDefaults.exclude, 'test/{systems,recovery,faults,local}/**', 'test/**/*.processes.test.ts'],
    // Nothing is measured in real time, so a limit only ends what hangs, however busy the machine is.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: 'threads',
    // As many as there are cores: vitest's default leaves one idle, and one more made each file two and a half times slower.
    maxWorkers: '100%',
    // Files share what they import: half of the time went into importing the same modules for each file. Whatever a test
    // changes outside itself (a client's prototype, an environment variable) it therefore has to put back.
    isolate: false,
    sequence: { sequencer: WorkflowsFirst },
    // For `npm run coverage`: a table to read, and no threshold to write tests for.
    coverage: { provider: 'v8', include: ['src/core/**/*.ts'], reporter: ['text'] },
  },
});
