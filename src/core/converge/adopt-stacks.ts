import type { Component } from '../catalogue/component.ts';
import type { Operation, StackRecord } from '../entities.ts';
import { updateHeldHead } from '../operation/operation-lock.ts';
import { own } from '../own.ts';
import type { Ports } from '../ports/index.ts';
import { type Scope, stackName } from '../scope.ts';
import { timestamp } from '../time.ts';
import { readFacts } from './facts.ts';
import { failedRecord } from './failed-record.ts';
import { placeOf } from './places.ts';

/**
 * Puts stacks of a scope on its record that are there and on none, because the workflow that made them was stopped before
 * it could say so. Before a scope is retired: what is on no record would stay for ever. Ours are told by their tag.
 */
export async function adoptStacks(operation: Operation, scope: Scope, ports: Ports): Promise<void> {
  const head = await ports.state.readHead(operation.scope);
  const unknown = ports.catalogue
    .components()
    .filter(({ layer, name }) => layer === scope.layer && own(head?.stacks ?? {}, name) === undefined);
  const { target } = placeOf(scope, await readFacts(scope, ports), ports.settings);
  const adopted: Record<string, StackRecord> = {};
  for (const component of unknown) {
    const name = stackName(ports.settings.installation, scope, component.name);
    const found = await ports.stacks.describe(target, name);
    if (found?.tags['plinth:scope'] !== operation.scope) continue;
    const record = recordOf(component, { name, found, now: timestamp(ports.time) });
    if (record) adopted[component.name] = record;
  }
  if (Object.keys(adopted).length === 0) return;
  const decide = (now: NonNullable<typeof head>) => ({ ...now, stacks: { ...adopted, ...now.stacks } });
  await updateHeldHead(operation, { scope: operation.scope, decide }, ports);
}

interface Found {
  readonly name: string;
  readonly found: Parameters<typeof failedRecord>[1];
  readonly now: string;
}

function recordOf({ name: component, data }: Component, { name, found, now }: Found): StackRecord | undefined {
  const stack = { component, stackName: name, data, tags: { ...found.tags } };
  return failedRecord(stack, found, { previous: undefined, now });
}
