import { afterAll, beforeEach, vi } from 'vitest';

/** For the tests of a file: the settings that adapters read from the environment of their function. */
export function stubSettings(): void {
  beforeEach(() => {
    vi.stubEnv('INSTALLATION', 'plinth');
    vi.stubEnv('ACCOUNT', '111122223333');
    vi.stubEnv('AWS_REGION', 'eu-west-1');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });
}
