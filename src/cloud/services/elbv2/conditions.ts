import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../kernel/errors.ts';
import { validationError } from './store.ts';

const VALUES_MAX = 5;

/**
 * Checks a rule's conditions and answers them as AWS describes them: host and path values appear both in `Values` and in
 * the condition's own configuration.
 */
export function checkedConditions(conditions: readonly RuleCondition[] | undefined): RuleCondition[] {
  if (conditions === undefined || conditions.length === 0)
    throw validationError('At least one condition must be specified');
  const described = conditions.map(withBothForms);
  const values = described.reduce((total, condition) => total + conditionValues(condition).length, 0);
  if (values > VALUES_MAX) {
    throw new AwsError('TooManyConditionValues', `A rule can have at most ${VALUES_MAX} condition values`, 400);
  }
  for (const condition of described) {
    if (conditionValues(condition).length === 0) throw validationError(`A condition value must be specified`);
  }
  return described;
}

/** The values of a condition, whichever field they are in. Query strings read `key=value`. */
export function conditionValues(condition: RuleCondition): string[] {
  switch (condition.Field) {
    case 'path-pattern':
      return condition.PathPatternConfig?.Values ?? [];
    case 'host-header':
      return condition.HostHeaderConfig?.Values ?? [];
    case 'http-header':
      return condition.HttpHeaderConfig?.Values ?? [];
    case 'http-request-method':
      return condition.HttpRequestMethodConfig?.Values ?? [];
    case 'source-ip':
      return condition.SourceIpConfig?.Values ?? [];
    case 'query-string':
      return (condition.QueryStringConfig?.Values ?? []).map(({ Key, Value }) => `${Key ?? ''}=${Value ?? ''}`);
    default:
      throw validationError(
        `Condition field '${condition.Field}' must be one of '[path-pattern, host-header, http-header, http-request-method, query-string, source-ip]'`,
      );
  }
}

function withBothForms(condition: RuleCondition): RuleCondition {
  if (condition.Field === 'path-pattern') {
    const Values = condition.PathPatternConfig?.Values ?? condition.Values ?? [];
    return { Field: 'path-pattern', Values, PathPatternConfig: { Values } };
  }
  if (condition.Field === 'host-header') {
    const Values = condition.HostHeaderConfig?.Values ?? condition.Values ?? [];
    return { Field: 'host-header', Values, HostHeaderConfig: { Values } };
  }
  return condition;
}
