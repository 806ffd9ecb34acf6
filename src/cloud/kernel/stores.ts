import type { AccountRegion, Kernel } from './service.ts';
import type { SavedStore } from './snapshot.ts';

export interface KernelStores extends Pick<Kernel, 'store' | 'accountRegions'> {
  save(): ReadonlyMap<string, SavedStore>;
}

/** The stores of all services; `onNew` is called for each new one. */
export function kernelStores(
  saved: ReadonlyMap<string, SavedStore> | undefined,
  onNew: (service: string, accountRegion: AccountRegion) => void,
): KernelStores {
  const stores = new Map(saved);
  return {
    store<T>(service: string, { account, region }: AccountRegion, create: () => T): T {
      const key = `${service} ${account} ${region}`;
      const found = stores.get(key);
      if (found !== undefined) return found.value as T;
      const value = create();
      stores.set(key, { service, accountRegion: { account, region }, value });
      onNew(service, { account, region });
      return value;
    },
    accountRegions: (service) =>
      [...stores.values()].filter((store) => store.service === service).map(({ accountRegion }) => accountRegion),
    save: () => stores,
  };
}
