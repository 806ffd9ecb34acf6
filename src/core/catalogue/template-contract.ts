import { z } from 'zod';
import { ComponentName, Layer } from '../scope.ts';
import { MonthlyCost } from './monthly-cost.ts';
import { Provides } from './provides.ts';

const nameLengthMax = 128;
const parametersMax = 200;

/** A sentence, because forms and the reference show it. */
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

/** `Metadata.Plinth`: what a template states about itself. */
export const PlinthMetadata = z.strictObject({
  Component: ComponentName,
  Layer,
  Summary: Sentence,
  Requires: z.array(ComponentName).max(20).default([]),
  /** Components that it builds on where they are present: they are provisioned first, and their outputs fill its parameters. */
  Optional: z.array(ComponentName).max(20).default([]),
  Data: z.boolean().default(false),
  /** Never deployed in Express mode, because only CloudFormation waits until it is ready. Default: the value of `Data`. */
  Standard: z.boolean().optional(),
  Provides: Provides.optional(),
  /** Components that it substitutes for, each while the named parameter of this template is set. */
  SubstituteFor: z.record(ComponentName, LogicalName).default({}),
  /** Parameters that cannot change while the stack exists, because AWS would refuse the change or replace everything. */
  Fixed: z.array(LogicalName).max(20).default([]),
  /** Numbers that can only increase while the stack exists, because resources are in use or AWS does not allow it. */
  NeverDecreases: z.array(LogicalName).max(20).default([]),
  /** Parameters whose ARNs must be in the stack's own account and region. */
  SameAccountAndRegion: z.array(LogicalName).max(20).default([]),
  /** Numbers that must be multiples of this one. */
  MultiplesOf: z.record(LogicalName, z.coerce.number().positive()).default({}),
  /** Numbers that must be at least another parameter, or a multiple of it. */
  AtLeast: z.record(LogicalName, AtLeast).default({}),
  /** Absent when the cost is not known. */
  MonthlyCost: MonthlyCost.optional(),
  /** Parts of other systems that it replaces. */
  Replaces: z.array(z.string().min(3).max(200)).max(30).default([]),
});
export type PlinthMetadata = z.infer<typeof PlinthMetadata>;

const Scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Pattern = z.string().refine(isPattern, 'use a regular expression that JavaScript and CloudFormation read alike');
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

/** The part of a template that Plinth reads. Only CloudFormation reads the rest. */
export const TemplateContract = z.looseObject({
  Metadata: z.looseObject({ Plinth: PlinthMetadata }),
  Parameters: z
    .record(LogicalName, TemplateParameter)
    .refine((all) => Object.keys(all).length <= parametersMax, `use at most ${parametersMax} parameters`)
    .default({}),
  Resources: z
    .record(z.string(), z.unknown())
    .refine((all) => Object.keys(all).length > 0, 'add at least one resource'),
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
