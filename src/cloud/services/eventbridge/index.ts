import * as schemas from '@aws-sdk/client-eventbridge';
import type { ResourceType, Service } from '../../kernel/service.ts';
import { eventBusOperations } from './event-buses.ts';
import { putEvents } from './put-events.ts';
import { eventBusResource } from './resources/event-bus.ts';
import { eventBusPolicyResource } from './resources/event-bus-policy.ts';
import { ruleResource } from './resources/rule.ts';
import { envelopeOf, route } from './routing.ts';
import { ruleOperations } from './rules.ts';
import { scheduleIsDue } from './scheduled-rule.ts';
import { tagOperations } from './tags.ts';
import { targetOperations } from './targets.ts';

export const eventbridge: Service = {
  signingName: 'events',
  schemas,
  operations: { ...eventBusOperations, ...ruleOperations, ...targetOperations, ...tagOperations, PutEvents: putEvents },
  timers: { due: scheduleIsDue },
  start(kernel) {
    kernel.onPublish((event, accountRegion) =>
      route(envelopeOf(event, accountRegion, kernel), event.busName ?? 'default', { ...accountRegion, kernel }),
    );
  },
};

export const eventbridgeResourceTypes: readonly ResourceType[] = [
  eventBusResource,
  eventBusPolicyResource,
  ruleResource,
];
