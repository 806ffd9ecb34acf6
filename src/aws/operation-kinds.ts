import { provision, retire } from '../core/converge/operation-kinds.ts';
import { drift } from '../core/observe/operation-kinds.ts';
import { restoreTraffic } from '../core/observe/restore-traffic.ts';
import type { OperationKinds, StackEnded, Triggers } from '../core/ports/index.ts';
import { release, retireStandby } from '../core/release/operation-kinds.ts';
import { releaseStackEnded } from '../core/release/stack-ended.ts';
import { answerCatalog } from '../core/service-catalog/answer-catalog.ts';
import { startWantedReleases } from '../core/wanted/start-wanted-releases.ts';

/** The room that carries out each kind of operation. Rooms below call it through this table and do not import it. */
export const operationKinds: OperationKinds = {
  provision: { ...provision, restoreTraffic },
  repair: { ...provision, restoreTraffic },
  retire,
  release: { ...release, startDue: startWantedReleases },
  rollback: release,
  toggle: release,
  'retire-standby': retireStandby,
  drift,
};

export const triggers: Triggers = { 'catalog-requested': { finish: answerCatalog } };

export const stackEnded: StackEnded = releaseStackEnded;
