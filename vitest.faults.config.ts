import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** For `npm run test:faults`: every state and every function, each made to fail once. */
export default defineConfig({ test: { ...config.test, include: ['test/faults/**/*.test.ts'], exclude: [] } });
