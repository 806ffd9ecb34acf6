import type { Layer } from '../scope.ts';
import type { MonthlyCost } from './monthly-cost.ts';
import type { Provides } from './provides.ts';

/** A parameter as the template declares it. Specs are checked against it. */
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
  /** The value must be a multiple of it. */
  readonly step?: number;
  readonly noEcho: boolean;
}

/** One template of the catalogue with its metadata. It becomes one stack of a scope. */
export interface Component {
  readonly name: string;
  readonly layer: Layer;
  readonly summary: string;
  /** Components that it requires, in its own scope or a parent. */
  readonly requires: readonly string[];
  /** Components that it builds on where they are present. */
  readonly optional: readonly string[];
  /** It holds data: its stack has termination protection and is retained. */
  readonly data: boolean;
  /** Its stack is always deployed in standard mode, whatever the mode of its scope. */
  readonly standard?: boolean;
  /** What it provides to an application that uses it. */
  readonly provides?: Provides;
  /** Components that it substitutes for, each while the named parameter is set. */
  readonly substituteFor: Readonly<Record<string, string>>;
  /** Parameters that cannot change while its stack exists. */
  readonly fixed?: readonly string[];
  /** Numbers that cannot decrease while its stack exists. */
  readonly neverDecreases?: readonly string[];
  /** Parameters whose ARNs must be in its stack's account and region. */
  readonly sameAccountAndRegion?: readonly string[];
  /** Numbers that must be at least another parameter, or a multiple of it. */
  readonly atLeast?: Readonly<Record<string, { readonly Parameter: string; readonly Times: number }>>;
  /** Monthly cost when idle; absent when it is not known. */
  readonly monthlyCost?: MonthlyCost;
  /** Parts of other systems that it replaces. */
  readonly replaces: readonly string[];
  readonly parameters: readonly ComponentParameter[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Outputs whose value is that of a parameter, with the parameter's name. */
  readonly echoes?: Readonly<Record<string, string>>;
  /** The description of each resource, from `Metadata: plinth:description`, or its logical id. */
  readonly descriptions: Readonly<Record<string, string>>;
  /** The template that is sent to CloudFormation, at most 51,200 bytes. */
  readonly templateBody: string;
  /** SHA-256 of the body, in hexadecimal. */
  readonly templateHash: string;
}
