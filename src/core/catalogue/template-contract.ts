import { z } from 'zod';
import { ComponentName, Layer } from '../scope.ts';
import { MonthlyCost } from './monthly-cost.ts';
import { Provides } from './provides.ts';

const nameLengthMax = 128;
const parametersMax = 200;

/** Ends like a sentence: what a person reads in a form or a reference. */
const Sentence = z
  .string()
  .min(10)
  .max(4000)
  .regex(/^[^a-z].*[.?!]$/s, 'write a full sentence: a capital first, a full stop last');

const LogicalName = z
  .string()
  .max(nameLengthMax)
  .regex(/^[A-Za-z0-9]+$/, 'use letters and digits');

const AtLeast = z.strictObject({ Parameter: LogicalName, Times: z.coerce.number().positive().default(1) });

/** What a template says about itself, in `Metadata.Plinth`. */
export const PlinthMetadata = z.strictObject({
  Component: ComponentName,
  Layer,
  Summary: Sentence,
  Requires: z.array(ComponentName).max(20).default([]),
  /** Components that it builds on where they are wanted: their outputs fill its parameters, and they come first. */
  Optional: z.array(ComponentName).max(20).default([]),
  Data: z.boolean().default(false),
  /** Never in Express mode: nobody but CloudFormation waits until it is ready. Default: as `Data`. */
  Standard: z.boolean().optional(),
  Provides: Provides.optional(),
  /** Components that it stands in for, each while the named parameter of this template is set. */
  SubstituteFor: z.record(ComponentName, LogicalName).default({}),
  /** Parameters that cannot change while the stack stands: AWS would refuse that, or make everything anew. */
  Fixed: z.array(LogicalName).max(20).default([]),
  /** Numbers that may rise and never fall while the stack stands: what would go is still in use, or AWS takes nothing back. */
  NeverDecreases: z.array(LogicalName).max(20).default([]),
  /** Parameters whose ARNs are of the stack's own account and region: AWS takes no other there. */
  SameAccountAndRegion: z.array(LogicalName).max(20).default([]),
  /** Numbers that count in steps of this, such as halves. */
  MultiplesOf: z.record(LogicalName, z.coerce.number().positive()).default({}),
  /** Numbers that are at least another one of them, so many times over. */
  AtLeast: z.record(LogicalName, AtLeast).default({}),
  /** Absent: nobody knows what it costs. */
  MonthlyCost: MonthlyCost.optional(),
  /** Parts of other systems that it does the work of, for those who come from there. */
  Replaces: z.array(z.string().min(3).max(200)).max(30).default([]),
});
export type PlinthMetadata = z.infer<typeof PlinthMetadata>;

const Scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Pattern = z.string().refine(isPattern, 'not a regular expression that is read here as CloudFormation reads it');
const Count = z.coerce.number().int().min(0);

const TemplateParameter = z.strictObject({
  Type: z.string().regex(/^(String|Number|List<Number>|CommaDelimitedList|(List<)?AWS::[A-Za-z0-9:]+(<.+>)?>?)$/),
  Description: Sentence,
  Default: Scalar.optional(),
  AllowedValues: z.array(Scalar).min(1).optional(),
  AllowedPattern: Pattern.optional(),
  ConstraintDescription: z.string().optional(),
  MinLength: Count.optional(),
  MaxLength: Count.optional(),
  MinValue: z.coerce.number().optional(),
  MaxValue: z.coerce.number().optional(),
  NoEcho: z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).default(false),
});
export type TemplateParameter = z.infer<typeof TemplateParameter>;

const Output = z.looseObject({ Description: Sentence, Value: z.unknown() });

/** The part of a template that Plinth reads. The rest is CloudFormation's own affair. */
export const TemplateContract = z.looseObject({
  Metadata: z.looseObject({ Plinth: PlinthMetadata }),
  Parameters: z
    .record(LogicalName, TemplateParameter)
    .refine((all) => Object.keys(all).length <= parametersMax, `at most ${parametersMax} parameters`)
    .default({}),
  Resources: z
    .record(z.string(), z.unknown())
    .refine((all) => Object.keys(all).length > 0, 'a template has at least one resource'),
  Outputs: z.record(LogicalName, Output).default({}),
});
export type TemplateContract = z.infer<typeof TemplateContract>;

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== '';
  } catch {
    return false;
  }
}
