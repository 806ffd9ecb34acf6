import { z } from 'zod';
import type { Settings } from '../core/ports/index.ts';

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

let parsed: AwsSettings | undefined;

/** The function's environment variables, parsed at first use. Throws with the name of a missing or invalid variable. */
export function readSettings(): AwsSettings {
  parsed ??= parseSettings(process.env);
  return parsed;
}

function parseSettings(environment: NodeJS.ProcessEnv): AwsSettings {
  const { INSTALLATION, ACCOUNT, AWS_REGION, PARTITION } = Environment.parse(environment);
  return { installation: INSTALLATION, account: ACCOUNT, region: AWS_REGION, partition: PARTITION };
}

/** The port: the same settings, read at first use, so that loading a function needs no environment variables. */
export const settings: Settings = {
  get installation() {
    return readSettings().installation;
  },
  get account() {
    return readSettings().account;
  },
  get region() {
    return readSettings().region;
  },
};
