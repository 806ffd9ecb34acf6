import type { Release } from '../entities.ts';
import type { Ports } from '../ports/index.ts';

/** The live release of an application; undefined when it has none. */
export async function liveRelease(application: string, ports: Pick<Ports, 'state'>): Promise<Release | undefined> {
  const live = (await ports.state.readScopeState(application))?.live;
  return live && ports.state.readRelease(application, live.release);
}
