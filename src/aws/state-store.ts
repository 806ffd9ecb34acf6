import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { StateStore } from '../core/ports/index.ts';
import { ownClient } from './clients.ts';
import { lazy } from './lazy.ts';
import { documentClient } from './state-store/document-client.ts';
import { dynamoDbStateStore } from './state-store/dynamodb-state-store.ts';

const Environment = z.object({ TABLE: z.string().min(3) });

/** The state in the installation's table, which the environment variable TABLE names; created at first use. */
export const state: StateStore = /* @__PURE__ */ lazy(installationStore);

function installationStore(): StateStore {
  const client = documentClient(ownClient(DynamoDBClient));
  const now = () => new Date();
  const { TABLE: name } = Environment.parse(process.env);
  return dynamoDbStateStore({ client, name, sleep: pause, random: Math.random, now });
}

async function pause(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}
