import type { Ports } from '../ports/index.ts';
import type { ResolvedRelease } from './resolved-release.ts';

/** From now on no roll back can use them as a warm standby. */
export async function retireOccupants(
  { application, occupants }: ResolvedRelease,
  ports: Pick<Ports, 'state'>,
): Promise<void> {
  for (const { number } of occupants) {
    await ports.state.updateRelease(application, number, (now) => {
      return now.status === 'standby' || now.status === 'live' ? { ...now, status: 'retired' } : now;
    });
  }
}
