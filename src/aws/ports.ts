import type { Ports } from '../core/ports/index.ts';
import { alarms } from './alarms.ts';
import { catalogue } from './catalogue.ts';
import { ids } from './ids.ts';
import { images } from './images.ts';
import { logs } from './logs.ts';
import { probe } from './probe.ts';
import { serviceCatalog } from './service-catalog.ts';
import { settings } from './settings.ts';
import { stacks } from './stacks.ts';
import { state } from './state-store.ts';
import { tasks } from './tasks.ts';
import { time } from './time.ts';
import { traffic } from './traffic.ts';
import { workflows } from './workflows.ts';

/**
 * Everything carried out on AWS. A function that names the ports it uses, instead of all of them, is bundled without
 * the clients of the others.
 */
export const ports: Ports = {
  time,
  ids,
  settings,
  catalogue,
  state,
  stacks,
  workflows,
  images,
  traffic,
  tasks,
  logs,
  alarms,
  probe,
  serviceCatalog,
};

export {
  alarms,
  catalogue,
  ids,
  images,
  logs,
  probe,
  serviceCatalog,
  settings,
  stacks,
  state,
  tasks,
  time,
  traffic,
  workflows,
};
