import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** For `npm run test:systems`: what takes minutes, and what runs as real processes, which are waited for in real time. */
export default defineConfig({
  test: {
    ...config.test,
    include: ['test/{systems,recovery,local}/**/*.test.ts', 'test/**/*.processes.test.ts'],
    exclude: [],
  },
});
