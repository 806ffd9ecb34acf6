import {
  NotifyProvisionProductEngineWorkflowResultCommand,
  NotifyTerminateProvisionedProductEngineWorkflowResultCommand,
  NotifyUpdateProvisionedProductEngineWorkflowResultCommand,
  ServiceCatalogClient,
} from '@aws-sdk/client-service-catalog';
import type { CatalogResult, ServiceCatalog } from '../core/ports/index.ts';
import { TRACER_TAG } from '../core/service-catalog/message.ts';
import { ownClient } from './clients.ts';

/** Service Catalog's errors for a result that it has received before. */
const RECEIVED_BEFORE = ['InvalidParametersException', 'ResourceNotFoundException'];

/** Notifies Service Catalog of the results of its external engine. */
export const serviceCatalog: ServiceCatalog = {
  async notify(result) {
    try {
      await ownClient(ServiceCatalogClient).send(commandFor(result));
    } catch (error) {
      if (!(error instanceof Error) || !RECEIVED_BEFORE.includes(error.name)) throw error;
    }
  },
};

function commandFor(result: CatalogResult) {
  const common = {
    WorkflowToken: result.token,
    RecordId: result.recordId,
    Status: result.failureReason === undefined ? ('SUCCEEDED' as const) : ('FAILED' as const),
    ...(result.failureReason !== undefined && { FailureReason: result.failureReason }),
    IdempotencyToken: result.recordId,
  };
  const Outputs = result.outputs.map(({ key, value, description }) => ({
    OutputKey: key,
    OutputValue: value,
    Description: description,
  }));
  switch (result.action) {
    case 'provision': {
      const ResourceIdentifier = { UniqueTag: { Key: TRACER_TAG, Value: result.provisionedProductId } };
      return new NotifyProvisionProductEngineWorkflowResultCommand({ ...common, Outputs, ResourceIdentifier });
    }
    case 'update':
      return new NotifyUpdateProvisionedProductEngineWorkflowResultCommand({ ...common, Outputs });
    case 'terminate':
      return new NotifyTerminateProvisionedProductEngineWorkflowResultCommand(common);
  }
}
