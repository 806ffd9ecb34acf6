import { z } from 'zod';
import { PLATFORM_VARIABLES } from './platform-variables.ts';

const OutputName = z.string().regex(/^[A-Za-z0-9]+$/, 'use the name of an output');
const VariableName = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]*$/, 'use capital letters, digits and underscores')
  .refine((name) => !PLATFORM_VARIABLES.has(name), 'is set by the platform; choose another name');

/**
 * `Metadata.Plinth.Provides`: what the component provides to an application that uses it or owns it. Each part names
 * outputs of the template.
 */
export const Provides = z.strictObject({
  /** The client security group, which is attached to the application's tasks or instances, and from which the component accepts connections. */
  SecurityGroup: OutputName.optional(),
  /** Environment variables of the application, by name. */
  Variables: z.record(VariableName, OutputName).default({}),
  /** Secrets of the application by name: an output with the ARN of a secret, and after a dot the secret's JSON key. */
  Secrets: z
    .record(VariableName, z.string().regex(/^[A-Za-z0-9]+(\.[A-Za-z0-9_-]+)?$/, 'use Output or Output.field'))
    .default({}),
  /** ARN of a managed policy for the application's role. */
  Policy: OutputName.optional(),
});
export type Provides = z.infer<typeof Provides>;

/** Every output that it names. */
export function providedOutputs(provides: Provides): readonly string[] {
  const { SecurityGroup, Variables, Policy } = provides;
  const named = [SecurityGroup, Policy, ...Object.values(Variables), ...secretOutputs(provides)];
  return named.filter((name) => name !== undefined);
}

/** The outputs that are ARNs of secrets, each once. */
export function secretOutputs({ Secrets }: Provides): readonly string[] {
  return [...new Set(Object.values(Secrets).map((source) => secretSource(source).output))];
}

/** The two parts of `Output.field`. */
export function secretSource(source: string): { readonly output: string; readonly field?: string } {
  const [output = source, field] = source.split('.');
  return field === undefined ? { output } : { output, field };
}

/** The names of all variables and secrets that it provides. */
export function providedNames({ Variables, Secrets }: Provides): readonly string[] {
  return [...Object.keys(Variables), ...Object.keys(Secrets)];
}
