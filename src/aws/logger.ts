import { Logger } from '@aws-lambda-powertools/logger';

/** The log of all functions, with fixed keys: scope, operationId, component, stackName. */
export const logger = new Logger({ serviceName: 'plinth' });
