import { z } from 'zod';
import { ApplicationName, EnvironmentName } from '../scope.ts';
import { ApplicationSpec } from './application-spec.ts';
import { BaseSpec } from './base-spec.ts';
import { EnvironmentSpec } from './environment-spec.ts';

/** The version of `plinth.yaml`. A file without a version has it. */
export const PLINTH_FILE_VERSION = 1;

const Environment = EnvironmentSpec.extend({
  applications: z
    .record(ApplicationName, ApplicationSpec.nullable())
    .optional()
    .meta({ description: 'The applications of the environment, by name.' }),
});

/** `plinth.yaml` as editors check it. The client sends each spec as it is, and the API checks it. */
export const PlinthFile = z.strictObject({
  version: z
    .literal(PLINTH_FILE_VERSION)
    .default(PLINTH_FILE_VERSION)
    .meta({ description: 'The version of the file.' }),
  base: BaseSpec.nullable().optional().meta({ description: 'What the account and region share.' }),
  environments: z
    .record(EnvironmentName, Environment.nullable())
    .optional()
    .meta({ description: 'The environments, by name, each with its applications.' }),
});
