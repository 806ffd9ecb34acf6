import type { Kernel } from './service.ts';

/** The principal that an access key belongs to. */
export interface Caller {
  readonly account: string;
  readonly principalArn: string;
  /** Modelled time in milliseconds after which the key is refused. Absent: never. */
  readonly expiresAtMs?: number;
}

/** Callers by access key id: STS adds the temporary credentials it issues; the wire looks up the signer of a request. */
export function callersOf(kernel: Kernel): Map<string, Caller> {
  return kernel.store('callers', { account: '-', region: '-' }, () => new Map());
}
