import { z } from 'zod';
import type { Settings } from '../core/ports/index.ts';

const Environment = z.object({
  // A load balancer's name is the installation's and the environment's, and takes 32 characters.
  INSTALLATION: z
    .string()
    .regex(/^[a-z]([a-z0-9]|-(?=[a-z0-9])){0,10}$/, 'up to 11 lower-case letters, digits and single hyphens'),
  ACCOUNT: z.string().regex(/^\d{12}$/),
  AWS_REGION: z.string().min(1),
  PARTITION: z.string().default('aws'),
});

export interface AwsSettings extends Settings {
  readonly partition: string;
}

let parsed: AwsSettings | undefined;

/** The function's environment, parsed at first use. Throws, naming the variable, when the deployment forgot one. */
export function readSettings(): AwsSettings {
  parsed ??= parseSettings(process.env);
  return parsed;
}

function parseSettings(environment: NodeJS.ProcessEnv): AwsSettings {
  const { INSTALLATION, ACCOUNT, AWS_REGION, PARTITION } = Environment.parse(environment);
  return { installation: INSTALLATION, account: ACCOUNT, region: AWS_REGION, partition: PARTITION };
}

/** The port: the same facts, read when they are first asked for, so that loading a function needs no environment. */
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
