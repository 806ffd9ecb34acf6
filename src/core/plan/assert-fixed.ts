import type { Component } from '../catalogue/component.ts';
import type { StackRecord } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { jsonPointer } from '../field-errors.ts';
import { own } from '../own.ts';
import type { PlannedParameter } from './plan.ts';
import { isUsable } from './stack-record.ts';

interface Planned {
  readonly parameters: Readonly<Record<string, PlannedParameter>>;
  /** The stack as recorded. */
  readonly record: StackRecord | undefined;
}

/**
 * Throws InvalidParameter, with its pointer, for a parameter that would change and that the template calls `Fixed`, and for
 * one that would fall and that it calls `NeverDecreases`. AWS would refuse the change, or leave half of it, after other stacks were
 * changed.
 */
export function assertFixed(
  { name, fixed = [], neverDecreases = [] }: Component,
  { parameters, record }: Planned,
): void {
  if (!record || !isUsable(record)) return;
  for (const parameter of [...fixed, ...neverDecreases]) {
    const planned = own(parameters, parameter);
    const current = own(record.parameters, parameter);
    if (current === undefined || !planned || !('value' in planned) || planned.value === current) continue;
    const mayRise = neverDecreases.includes(parameter);
    if (mayRise && Number(planned.value) > Number(current)) continue;
    const stays = mayRise ? `cannot be less than ${current}` : `must remain '${current}'`;
    const whenDeleted = record.data
      ? 'is deleted only together with its data'
      : 'is deleted when its scope is retired, unless data requires it';
    const message = `${stays} while stack \`${record.stackName}\` exists, which ${whenDeleted}`;
    throw new PlinthError('InvalidParameter', `parameter ${parameter} of component \`${name}\` ${message}`, {
      fields: [{ pointer: jsonPointer(['components', name, parameter]), message }],
    });
  }
}
