import { z } from 'zod';

const OutputName = z.string().regex(/^[A-Za-z0-9]+$/, 'the name of an output');
const VariableName = z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'capital letters, digits and underscores');

/**
 * `Metadata.Plinth.Gives`: what an application gets that uses the component, or has it among its own. Each part names
 * outputs of the template.
 */
export const Gives = z.strictObject({
  /** A security group that the application's tasks or machines wear: the component admits whoever wears it. */
  SecurityGroup: OutputName.optional(),
  /** Environment variables of the application, by name. */
  Variables: z.record(VariableName, OutputName).default({}),
  /** Secrets of the application by name: an output that is a secret's ARN, and after a dot the field of the secret. */
  Secrets: z
    .record(VariableName, z.string().regex(/^[A-Za-z0-9]+(\.[A-Za-z0-9_-]+)?$/, 'Output or Output.field'))
    .default({}),
  /** ARN of a managed policy for the application's role. */
  Policy: OutputName.optional(),
});
export type Gives = z.infer<typeof Gives>;

/** Every output that it names. */
export function givenOutputs({ SecurityGroup, Variables, Secrets, Policy }: Gives): readonly string[] {
  const secrets = Object.values(Secrets).map((source) => source.split('.')[0] ?? source);
  return [SecurityGroup, Policy, ...Object.values(Variables), ...secrets].filter((name) => name !== undefined);
}
