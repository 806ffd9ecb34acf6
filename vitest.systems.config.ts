import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** For `npm run test:systems`: whole systems, and `npm start` on real processes, which wait for them in real time. */
export default defineConfig({ test: { ...config.test, include: ['test/{systems,local}/**/*.test.ts'], exclude: [] } });
