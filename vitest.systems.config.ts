import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** For `npm run test:systems`: whole systems, which take longer than everything that `npm test` runs should. */
export default defineConfig({ test: { ...config.test, include: ['test/systems/**/*.test.ts'], exclude: [] } });
