import { EnvironmentDrift } from '../../core/drift.ts';
import type { StateStore } from '../../core/ports/index.ts';
import { KINDS } from './item-kinds.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';
import { putWhole, readWhole } from './whole-items.ts';

const DRIFT = { kind: KINDS.drift, attribute: 'drift', schema: EnvironmentDrift } as const;

export function driftItems(table: Table): Pick<StateStore, 'readDrift' | 'putDrift'> {
  return {
    readDrift: (scope) => readWhole(table, keys.drift(scope), DRIFT),
    putDrift: (drift) => putWhole(table, keys.drift(drift.scope), { ...DRIFT, value: drift }),
  };
}
