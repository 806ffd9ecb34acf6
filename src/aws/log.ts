import { Logger } from '@aws-lambda-powertools/logger';
import type { Log, LogKeys } from '../core/ports/index.ts';

/** The log of all functions, with fixed keys: scope, operationId, component, stackName. */
export const logger = new Logger({ serviceName: 'plinth' });

export const log: Log = {
  info: (message, keys = {}) => logger.info(message, fields(keys)),
  warn: (message, keys = {}) => logger.warn(message, fields(keys)),
  error: (message, keys = {}) => logger.error(message, fields(keys)),
};

function fields({ error, ...keys }: LogKeys) {
  if (error === undefined) return keys;
  return { ...keys, error: error instanceof Error ? error : new Error(String(error)) };
}
