import type { ResourceChange, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import { KNOWN_AFTER_APPLY } from '../template/evaluation-scope.ts';
import type { ChangeDetail, ChangeSetChange } from './change-set.ts';

/** A change as `DescribeChangeSet` shows it. */
export function describeChange(
  change: ChangeSetChange,
  { hasValues }: { readonly hasValues: boolean },
): ResourceChange {
  const { action, logicalId, physicalId, type, replacement, policyAction, before, after } = change;
  return {
    Action: action,
    LogicalResourceId: logicalId,
    ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
    ResourceType: type,
    ...(replacement === undefined ? {} : { Replacement: replacement }),
    ...(policyAction === undefined ? {} : { PolicyAction: policyAction }),
    ...(change.drift === undefined ? {} : { ResourceDriftStatus: change.drift }),
    Scope: [...change.scope] as NonNullable<ResourceChange['Scope']>,
    Details: change.details.map((detail) => describeDetail(detail, hasValues)),
    ...(hasValues && before !== undefined ? { BeforeContext: JSON.stringify({ Properties: before }) } : {}),
    ...(hasValues && after !== undefined ? { AfterContext: JSON.stringify({ Properties: after }) } : {}),
  };
}

function describeDetail(detail: ChangeDetail, hasValues: boolean): ResourceChangeDetail {
  const { attribute, name, recreation, evaluation, source, cause, before, after } = detail;
  const path = name === undefined ? `/${attribute}` : `/${attribute}/${name}`;
  return {
    Target: {
      Attribute: attribute,
      ...(name === undefined ? {} : { Name: name }),
      RequiresRecreation: recreation,
      Path: path,
      ...(hasValues && before !== undefined ? { BeforeValue: text(before) } : {}),
      ...(hasValues && after !== undefined ? { AfterValue: text(after) } : {}),
      AttributeChangeType: before === undefined ? 'Add' : after === undefined ? 'Remove' : 'Modify',
    },
    Evaluation: evaluation,
    ChangeSource: source,
    ...(cause === undefined ? {} : { CausingEntity: cause }),
  };
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const json = JSON.stringify(value);
  return json === `"${KNOWN_AFTER_APPLY}"` ? KNOWN_AFTER_APPLY : json;
}
