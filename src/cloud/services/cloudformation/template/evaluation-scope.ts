import type { Template } from './template.ts';

/** What `Ref` and `Fn::GetAtt` read of a resource. */
export interface ResolvedResource {
  readonly physicalId: string;
  readonly type: string;
  attribute(name: string): unknown;
}

/** The values that intrinsic functions read while a template is evaluated. */
export interface EvaluationScope {
  readonly template: Template;
  /** Parameters and pseudo parameters; list types are arrays. */
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly region: string;
  condition(name: string): boolean;
  /** `undefined`: the resource does not exist yet, and its values are only known after the change is applied. */
  resource(logicalId: string): ResolvedResource | undefined;
  /** Value of an export of this account and region; throws when there is none. */
  importValue(name: string): string;
}

/** A change set's placeholder for a value from a resource that does not exist yet. */
export const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** `AWS::NoValue`: removes the property or list entry that holds it. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** Zones of a region; CloudFormation lists those with a default subnet, which here are always three. */
export function availabilityZones(region: string): string[] {
  return ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
}
