import { GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import type { Zones } from '../core/ports/index.ts';
import { unlessAws } from './aws-error.ts';
import { clientFor } from './clients.ts';

/** Errors for a hosted zone that does not exist, or that belongs to another account. */
const ABSENT = ['NoSuchHostedZone', 'AccessDenied', 'AccessDeniedException'];

/** Route 53. */
export const zones: Zones = {
  async domain(target, zoneId) {
    const look = clientFor(Route53Client, target).send(new GetHostedZoneCommand({ Id: zoneId }));
    const found = await unlessAws(ABSENT, look, undefined);
    return found?.HostedZone?.Name?.replace(/\.$/, '');
  },
};
