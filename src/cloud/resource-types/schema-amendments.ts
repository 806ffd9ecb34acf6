import type { Property } from '@aws-cdk/service-spec-types';

export interface SchemaAmendment {
  readonly attributes?: readonly string[];
  readonly properties?: Readonly<Record<string, Property>>;
}

/** Properties that CloudFormation accepts and the published database lacks. */
export const SCHEMA_AMENDMENTS: Readonly<Record<string, SchemaAmendment>> = {
  'AWS::CDK::Metadata': { properties: { Analytics: { type: { type: 'string' } } } },
};
