import { isRecord } from '../catalogue/parse-template.ts';
import { resourceType } from '../catalogue/template-resources.ts';
import { knownValue } from '../plan/known-value.ts';
import type { PlannedParameter } from '../plan/plan.ts';
import { type NamedType, namedTypes } from '../ports/aws.ts';
import { certainResources } from '../stack/additions.ts';

export interface PlannedName {
  readonly type: NamedType;
  readonly name: string;
}

const nameProperties: Readonly<Record<NamedType, string>> = {
  'AWS::ECR::Repository': 'RepositoryName',
  'AWS::ECS::Cluster': 'ClusterName',
  'AWS::Route53::HostedZone': 'Name',
};

/** The names that a new stack certainly takes, as far as its parameters are known. Pure. */
export function plannedNames(
  templateBody: string,
  parameters: Readonly<Record<string, PlannedParameter>>,
): readonly PlannedName[] {
  const { Conditions: conditions = {} } = JSON.parse(templateBody) as { Conditions?: Record<string, unknown> };
  return certainResources(templateBody, parameters).flatMap(([, resource]) => {
    const type = namedTypes.find((named) => named === resourceType(resource));
    const properties = isRecord(resource) && isRecord(resource.Properties) ? resource.Properties : {};
    const property = type && properties[nameProperties[type]];
    if (type === undefined || property === undefined || isPrivateZone(properties)) return [];
    const name = knownValue(property, { parameters, conditions });
    return typeof name === 'string' ? [{ type, name }] : [];
  });
}

/** Any number of networks may have a private zone of one name. */
function isPrivateZone({ VPCs }: Readonly<Record<string, unknown>>): boolean {
  return VPCs !== undefined;
}
