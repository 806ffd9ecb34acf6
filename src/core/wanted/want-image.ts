import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { Wanted } from '../wanted.ts';
import { compareWish, type ShownImage, type Tagging, winsTie } from './decide-wish.ts';

type WantPorts = Pick<Ports, 'state' | 'images' | 'settings'>;

/** A writer that loses to another one compares anew. */
const triesMax = 5;

/**
 * Keeps a tagging as what the application shall run, unless a later one is kept: by one conditional write, which no lock refuses.
 * Only of two taggings of one second the registry is asked. Answers whether it was written.
 */
export async function wantImage(scope: string, tagging: Tagging, ports: WantPorts): Promise<boolean> {
  const wish: Wanted = { scope, ...tagging, attempts: 0 };
  for (let tries = 0; tries < triesMax; tries++) {
    if (await ports.state.putWanted(wish)) return true;
    const wanted = await ports.state.readWanted(scope);
    const compared = compareWish(wanted, tagging);
    if (wanted === undefined || compared === 'newer') continue;
    if (compared !== 'tie' || !(await isShownInstead(tagging, wanted, ports))) return false;
    if (await ports.state.putWanted(wish, wanted)) return true;
  }
  throw new PlinthError('TooManyRequests', `what ${scope} wants changed ${triesMax} times in a row`, {
    source: 'platform',
  });
}

async function isShownInstead(tagging: Tagging, wanted: Wanted, ports: WantPorts): Promise<boolean> {
  const [shown, wantedShown] = await Promise.all([shownBy(tagging, ports), shownBy(wanted, ports)]);
  return winsTie({ tagging, shown }, { tagging: wanted, shown: wantedShown });
}

function shownBy({ repository, tag }: Tagging, { images, settings }: WantPorts): Promise<ShownImage | undefined> {
  return images.resolve(settings, repository, { tag });
}
