import type { Component } from '../catalogue/component.ts';
import type { ScopeState, StackRecord } from '../entities.ts';
import { own } from '../own.ts';
import { joinedList, type PlannedParameter } from './plan.ts';

const finished = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'];

/** A stack that other stacks may build on. After an update that was rolled back it is as good as before. */
export function isUsable(record: StackRecord): boolean {
  return finished.includes(record.status) || record.status.startsWith('UPDATE_');
}

interface WantedState {
  readonly component: Component;
  readonly parameters: Readonly<Record<string, PlannedParameter>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** True when the last success was this very template with these very parameters and tags. */
export function isUpToDate(record: StackRecord, wanted: WantedState): boolean {
  if (
    record.missing !== undefined ||
    !finished.includes(record.status) ||
    record.templateHash !== wanted.component.templateHash
  )
    return false;
  const values = Object.entries(wanted.parameters).map(([name, planned]) => [name, knownValue(planned)] as const);
  return sameEntries(values, record.parameters) && sameEntries(Object.entries(wanted.tags), record.tags);
}

function knownValue(planned: PlannedParameter): string | undefined {
  if ('value' in planned) return planned.value;
  if ('from' in planned) return undefined;
  const items = planned.list.map((item) => knownValue(item));
  const known = items.filter((item) => item !== undefined);
  return known.length === items.length ? joinedList(known) : undefined;
}

function sameEntries(
  entries: readonly (readonly [string, string | undefined])[],
  record: Readonly<Record<string, string>>,
): boolean {
  const same = entries.every(([name, value]) => value !== undefined && own(record, name) === value);
  return same && entries.length === Object.keys(record).length;
}

/** A scope's state in which this is the record of its stack. Pure. */
export function withRecord(scopeState: ScopeState, record: StackRecord): ScopeState {
  return { ...scopeState, stacks: { ...scopeState.stacks, [record.component]: record } };
}
