import * as schemas from '@aws-sdk/client-dynamodb';
import type { ResourceType, Service } from '../../kernel/service.ts';
import { itemOperations } from './items.ts';
import { tableResource } from './resources/table.ts';
import { tableSettingOperations } from './table-settings.ts';
import { loadItems, saveItems } from './table-store.ts';
import { tableOperations } from './tables.ts';
import { expireItems } from './time-to-live.ts';

export const dynamodb: Service = {
  signingName: 'dynamodb',
  schemas,
  operations: { ...itemOperations, ...tableOperations, ...tableSettingOperations },
  timers: { expire: (table, where) => where.kernel.background(expireItems(table, where)) },
  save: saveItems,
  resume: loadItems,
};

export const dynamodbResourceTypes: readonly ResourceType[] = [tableResource];
