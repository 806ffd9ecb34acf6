import type { AwsError } from '../../../kernel/errors.ts';
import type { ServiceModel } from '../../../wire/service-model.ts';
import { StatesError } from '../asl/states-error.ts';
import type { OptimizedService, SdkService } from './sdk-services.ts';

/** The failed call. */
export interface Exchange {
  readonly model: ServiceModel | undefined;
  readonly requestId: string;
}

/** A service's error as an SDK integration names it: `CloudFormation.AlreadyExistsException`. */
export function sdkError(error: AwsError, service: SdkService, exchange: Exchange): StatesError {
  const name = modelledName(error.code, exchange.model) ?? `${service.errorPrefix}Exception`;
  const details = `Service: ${service.errorPrefix}, Status Code: ${error.status}, Request ID: ${exchange.requestId}`;
  return new StatesError(`${service.errorPrefix}.${name}`, `${error.message} (${details})`);
}

/** A service's error as an optimized integration names it: `DynamoDB.ConditionalCheckFailedException`. */
export function optimizedError(error: AwsError, service: OptimizedService, exchange: Exchange): StatesError {
  const name = modelledName(error.code, exchange.model) ?? service.generalError;
  const details =
    `Service: ${service.causeName}; Status Code: ${error.status}; Error Code: ${error.code}; ` +
    `Request ID: ${exchange.requestId}; Proxy: null`;
  return new StatesError(`${service.errorPrefix}.${name}`, `${error.message} (${details})`);
}

/** The Java SDK's exception class for a code, if the service's model has such an error. */
function modelledName(code: string, model: ServiceModel | undefined): string | undefined {
  const isModelled =
    model === undefined
      ? code.endsWith('Exception')
      : model.errors.some(({ name, queryCode }) => name === code || queryCode === code || name === `${code}Exception`);
  if (!isModelled) return undefined;
  return code.endsWith('Exception') ? code : `${code.replace(/Fault$/, '')}Exception`;
}
