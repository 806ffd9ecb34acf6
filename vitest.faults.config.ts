import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** For `npm run test:faults`: each state stopped and each function throttled once, as far as scenarios reach them. */
export default defineConfig({ test: { ...config.test, include: ['test/faults/**/*.test.ts'], exclude: [] } });
