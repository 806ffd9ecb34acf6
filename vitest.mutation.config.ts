import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** For `npm run mutation`: the tests of core alone, since every mutant runs those that reach it. */
export default defineConfig({ test: { ...config.test, include: ['test/core/**/*.test.ts'] } });
