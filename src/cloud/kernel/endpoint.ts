import { companion } from './companion.ts';
import type { Kernel } from './service.ts';

/** Where this cloud answers AWS calls, as its own functions and tasks see it (`AWS_ENDPOINT_URL`). */
export interface Endpoint {
  url: string;
}

/** The wire writes the URL here once it serves; until then it is the default address. */
export const endpointOf = companion((_kernel: Kernel): Endpoint => ({ url: 'http://localhost:4566' }));
