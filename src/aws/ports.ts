import type { Ports } from '../core/ports/index.ts';
import { alarms } from './alarms.ts';
import { announcements } from './announcements.ts';
import { catalogue } from './catalogue.ts';
import { contents } from './contents.ts';
import { drift } from './drift.ts';
import { existence } from './existence.ts';
import { ids } from './ids.ts';
import { images } from './images.ts';
import { loadBalancing } from './load-balancing.ts';
import { log } from './log.ts';
import { logs } from './logs.ts';
import { names } from './names.ts';
import { operationKinds, stackEnded, triggers } from './operation-kinds.ts';
import { pipelines } from './pipelines.ts';
import { probe } from './probe.ts';
import { quotas } from './quotas.ts';
import { secrets } from './secrets.ts';
import { serviceCatalog } from './service-catalog.ts';
import { settings } from './settings.ts';
import { stacks } from './stacks.ts';
import { state } from './state-store.ts';
import { time } from './time.ts';
import { workflows } from './workflows.ts';
import { workloads } from './workloads.ts';
import { world } from './world.ts';
import { zones } from './zones.ts';

/**
 * All ports, implemented with AWS. A function that imports only the ports that it uses is bundled without the SDK clients of
 * the others.
 */
export const ports: Ports = {
  time,
  ids,
  settings,
  catalogue,
  state,
  stacks,
  contents,
  drift,
  names,
  zones,
  quotas,
  workflows,
  workloads,
  images,
  loadBalancing,
  log,
  logs,
  alarms,
  pipelines,
  probe,
  secrets,
  world,
  announcements,
  existence,
  serviceCatalog,
  operationKinds,
  triggers,
  stackEnded,
};

export {
  alarms,
  announcements,
  catalogue,
  contents,
  drift,
  existence,
  ids,
  images,
  loadBalancing,
  log,
  logs,
  names,
  operationKinds,
  pipelines,
  probe,
  quotas,
  secrets,
  serviceCatalog,
  settings,
  stackEnded,
  stacks,
  state,
  time,
  triggers,
  workflows,
  workloads,
  world,
  zones,
};
