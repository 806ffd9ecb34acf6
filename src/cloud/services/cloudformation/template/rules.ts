import { notImplemented } from '../../../kernel/errors.ts';
import { isObject } from '../../../kernel/json-object.ts';
import type { EvaluationScope } from './evaluation-scope.ts';
import { evaluate } from './intrinsics.ts';
import { validationError } from './template-error.ts';

/** Checks the `Rules` section against the parameter values. Throws `ValidationError` with the rule's own words. */
export function checkRules(scope: EvaluationScope): void {
  const broken: string[] = [];
  for (const [name, rule] of Object.entries(scope.template.rules)) {
    if (rule.RuleCondition !== undefined && evaluateRule(rule.RuleCondition, scope) !== true) continue;
    for (const assertion of Array.isArray(rule.Assertions) ? rule.Assertions : []) {
      if (!isObject(assertion) || evaluateRule(assertion.Assert, scope) === true) continue;
      broken.push(String(assertion.AssertDescription ?? `Rule ${name} does not hold`));
    }
  }
  if (broken.length > 0) throw validationError(`Template validation error: Rules violated: ${broken.join('; ')}`);
}

/** Rules about attributes of existing AWS resources would have to call other services. */
function evaluateRule(value: unknown, scope: EvaluationScope): unknown {
  const text = JSON.stringify(value) ?? '';
  const unsupported = ['Fn::RefAll', 'Fn::ValueOf', 'Fn::ValueOfAll'].find((name) => text.includes(`"${name}"`));
  if (unsupported !== undefined) throw notImplemented('cloudformation', unsupported);
  return evaluate(value, scope);
}
