import { Observation } from '../../core/observation.ts';
import type { StateStore } from '../../core/ports/index.ts';
import { KINDS } from './item-kinds.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';
import { putWhole, readWhole } from './whole-items.ts';

const OBSERVATION = { kind: KINDS.observation, attribute: 'observation', schema: Observation } as const;

export function observationItems(table: Table): Pick<StateStore, 'readObservation' | 'putObservation'> {
  return {
    readObservation: (scope) => readWhole(table, keys.observation(scope), OBSERVATION),
    putObservation: (observation) =>
      putWhole(table, keys.observation(observation.scope), { ...OBSERVATION, value: observation }),
  };
}
