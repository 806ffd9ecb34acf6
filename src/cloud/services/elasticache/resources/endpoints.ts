import type { ResourceContext } from '../../../kernel/service.ts';

/**
 * A host name below `cache.amazonaws.com`: `<prefix>.<name>.<random part of the
 * cluster>.<suffix>.euw1.cache.amazonaws.com`.
 */
export function cacheHost(parts: readonly string[], { region }: Pick<ResourceContext, 'region'>): string {
  return [...parts, shortRegion(region), 'cache', 'amazonaws', 'com'].join('.');
}

/** `eu-west-1` is `euw1`, `ap-southeast-2` is `apse2`. */
function shortRegion(region: string): string {
  const [area = '', side = '', number = ''] = region.split('-');
  const letters = side.replace(/north|south|central|east|west/g, (word) => word.charAt(0));
  return `${area}${letters}${number}`;
}
