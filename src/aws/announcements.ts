import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Announcements } from '../core/ports/index.ts';
import { chunks } from './chunks.ts';
import { ownClient } from './clients.ts';
import { settings } from './settings.ts';

const entriesPerCallMax = 10;

/** EventBridge's default event bus. `docs/reference/contract/bus.schema.json` describes the detail. */
export const announcements: Announcements = {
  async attentionChanged(changes) {
    for (const some of chunks(changes, entriesPerCallMax)) {
      const Entries = some.map((change) => ({
        Source: 'plinth',
        DetailType: 'Plinth Scope Attention Change',
        Detail: JSON.stringify({ schemaVersion: 1, installation: settings.installation, ...change }),
      }));
      const { FailedEntryCount = 0, Entries: answers = [] } = await ownClient(EventBridgeClient).send(
        new PutEventsCommand({ Entries }),
      );
      const refused = answers.find(({ ErrorCode }) => ErrorCode !== undefined);
      if (FailedEntryCount > 0)
        throw new Error(`EventBridge refused an event: ${refused?.ErrorCode} ${refused?.ErrorMessage}`);
    }
  },
};
