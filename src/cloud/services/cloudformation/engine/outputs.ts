import type { StackOutput } from '../stack/stack-definition.ts';
import type { EvaluationScope } from '../template/evaluation-scope.ts';
import { evaluateString } from '../template/intrinsics.ts';

/** A stack's outputs whose conditions hold, in the template's order. */
export function evaluateOutputs(scope: EvaluationScope): StackOutput[] {
  return Object.entries(scope.template.outputs).flatMap(([key, output]) => {
    if (output.Condition !== undefined && !scope.condition(output.Condition)) return [];
    const value = evaluateString(output.Value, scope, `The Value field of every Outputs member`);
    const exportName =
      output.Export === undefined
        ? undefined
        : evaluateString(output.Export.Name, scope, 'The Name field of every Export');
    return [
      {
        key,
        value,
        ...(typeof output.Description === 'string' ? { description: output.Description } : {}),
        ...(exportName === undefined ? {} : { exportName }),
      },
    ];
  });
}
