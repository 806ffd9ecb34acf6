import { matchesChoiceRule } from '../../asl/choice-rule.ts';
import type { ChoiceRule } from '../../asl/definition.ts';
import { evaluateTyped } from '../../asl/jsonata-template.ts';
import { ERROR, StatesError } from '../../asl/states-error.ts';
import { type Frame, jsonataScope, pathRoots, type StateResult } from '../frame.ts';
import { assignments, effectiveInput, leaveWith, leaveWithInput } from '../state-data.ts';

export async function runChoice(frame: Frame): Promise<StateResult> {
  const { Choices = [], Default } = frame.state;
  for (const [index, rule] of Choices.entries()) {
    if (await holds(frame, rule, index)) return leaveByRule(frame, rule);
  }
  if (Default === undefined) {
    throw new StatesError(
      ERROR.noChoiceMatched,
      `An error occurred while executing the state '${frame.name}' (entered at the event id ` +
        `#${frame.enteredEventId}). Failed to transition out of the state. The state does not point to a next state.`,
    );
  }
  return { ...(await leaveWithInput(frame)), next: Default };
}

async function holds(frame: Frame, rule: ChoiceRule, index: number): Promise<boolean> {
  if (frame.language === 'JSONPath') return matchesChoiceRule(rule, pathRoots(frame, effectiveInput(frame)));
  const field = { location: `Choices[${index}]/Condition`, type: 'boolean' } as const;
  return (await evaluateTyped(rule.Condition ?? false, field, jsonataScope(frame))) === true;
}

/** A rule's Assign and Output replace the state's, which apply to the Default. */
async function leaveByRule(frame: Frame, rule: ChoiceRule): Promise<StateResult> {
  if (frame.language === 'JSONata') return leaveWith(frame, rule, {}, frame.input);
  const { output } = await leaveWithInput({ ...frame, state: { ...frame.state, Assign: {} } });
  const assigned = await assignments(frame, rule.Assign, { data: effectiveInput(frame), known: {} });
  return { output, assigned, next: rule.Next };
}
