import { z } from 'zod';
import type { Settings } from '../core/ports/index.ts';
import { lazy } from './lazy.ts';

/** A load balancer's name contains the names of installation and environment, in at most 32 characters. */
export const Installation = z
  .string()
  .regex(/^[a-z]([a-z0-9]|-(?=[a-z0-9])){0,10}$/, 'use at most 11 lower-case letters, digits and single hyphens');

const Environment = z.object({
  INSTALLATION: Installation,
  ACCOUNT: z.string().regex(/^\d{12}$/),
  AWS_REGION: z.string().min(1),
  PARTITION: z.string().default('aws'),
});

export interface AwsSettings extends Settings {
  readonly partition: string;
}

/** The function's environment variables, parsed at first use. Throws with the name of a missing or invalid variable. */
export const settings: AwsSettings = /* @__PURE__ */ lazy(() => parseSettings(process.env));

function parseSettings(environment: NodeJS.ProcessEnv): AwsSettings {
  const { INSTALLATION, ACCOUNT, AWS_REGION, PARTITION } = Environment.parse(environment);
  return { installation: INSTALLATION, account: ACCOUNT, region: AWS_REGION, partition: PARTITION };
}
