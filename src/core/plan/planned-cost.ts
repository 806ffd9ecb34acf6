import type { Component } from '../catalogue/component.ts';
import { type MonthlyCost, monthlyCost } from '../catalogue/monthly-cost.ts';
import type { StackRecord } from '../entities.ts';
import type { PlannedCost } from './plan.ts';

interface CostChange {
  readonly before: StackRecord | undefined;
  /** Parameters that are known; absent when the stack is deleted. */
  readonly after: Readonly<Record<string, string | undefined>> | undefined;
}

/** What a stack cost a month before a change, and what it costs after, by its component's own formula. Pure. */
export function plannedCost(component: Component | undefined, { before, after }: CostChange): PlannedCost {
  const items = component?.monthlyCost;
  if (!items) return { before: 0, after: 0, unknown: [component?.name ?? before?.component ?? 'the stack'] };
  const [was, becomes] = [costOf(items, before?.parameters), costOf(items, after)];
  return { before: was.dollars, after: becomes.dollars, unknown: [...new Set([...was.unknown, ...becomes.unknown])] };
}

function costOf(items: MonthlyCost, parameters: CostChange['after']) {
  return parameters ? monthlyCost(items, parameters) : { dollars: 0, unknown: [] };
}
