import type { Layer } from '../scope.ts';
import type { MonthlyCost } from './monthly-cost.ts';
import type { Provides } from './provides.ts';

/** A parameter as the template declares it; a spec is checked by these words. */
export interface ComponentParameter {
  readonly name: string;
  /** CloudFormation's parameter type: `String`, `Number`, `CommaDelimitedList`, `AWS::EC2::VPC::Id`, ... */
  readonly type: string;
  readonly description: string;
  readonly default?: string;
  readonly allowedValues?: readonly string[];
  readonly allowedPattern?: string;
  readonly constraintDescription?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
  /** A number is a multiple of it. */
  readonly step?: number;
  readonly noEcho: boolean;
}

/** One template of the catalogue, with what it says about itself. It becomes one stack in a scope. */
export interface Component {
  readonly name: string;
  readonly layer: Layer;
  readonly summary: string;
  /** Components whose outputs it needs, in its own scope or a parent's. */
  readonly requires: readonly string[];
  /** Components that it builds on where they are wanted. */
  readonly optional: readonly string[];
  /** It holds data: its stack is protected and kept. */
  readonly data: boolean;
  /** Its stack is complete only when it is ready, whatever mode its scope asks for. */
  readonly standard?: boolean;
  /** What an application gets that uses it. */
  readonly provides?: Provides;
  /** Components that it stands in for, each while this parameter of it is set. */
  readonly substituteFor: Readonly<Record<string, string>>;
  /** Parameters that stay as they are while its stack stands. */
  readonly fixed?: readonly string[];
  /** Numbers that do not fall while its stack stands. */
  readonly neverDecreases?: readonly string[];
  /** Parameters whose ARNs are of its stack's account and region. */
  readonly sameAccountAndRegion?: readonly string[];
  /** Numbers that are at least another one, so many times over. */
  readonly atLeast?: Readonly<Record<string, { readonly Parameter: string; readonly Times: number }>>;
  /** What it costs when idle; absent where nobody knows. */
  readonly monthlyCost?: MonthlyCost;
  /** Parts of other systems that it does the work of. */
  readonly replaces: readonly string[];
  readonly parameters: readonly ComponentParameter[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Outputs that are a parameter's value as it was given, with that parameter. */
  readonly echoes?: Readonly<Record<string, string>>;
  /** A person's words for each resource, from `Metadata: plinth:description`; the logical id where there are none. */
  readonly descriptions: Readonly<Record<string, string>>;
  /** The template as it is sent to CloudFormation, at most 51,200 bytes. */
  readonly templateBody: string;
  /** SHA-256 of the body, in hexadecimal. */
  readonly templateHash: string;
}
