import * as schemas from '@aws-sdk/client-service-catalog';
import type { ResourceType, Service } from '../../kernel/service.ts';
import { constraintOperations } from './constraints.ts';
import { engineResultOperations } from './engine-results.ts';
import { listLaunchPaths } from './launch-paths.ts';
import { portfolioOperations } from './portfolios.ts';
import { productOperations } from './products.ts';
import { provisionedProductOperations } from './provisioned-products.ts';
import { provisioningOperations } from './provisioning.ts';
import { artifactOperations } from './provisioning-artifacts.ts';
import { describeProvisioningParameters } from './provisioning-parameters.ts';
import { recordOperations } from './records.ts';
import { launchRoleConstraintResource } from './resources/launch-role-constraint.ts';
import { portfolioResource } from './resources/portfolio.ts';
import {
  portfolioPrincipalAssociationResource,
  portfolioProductAssociationResource,
} from './resources/portfolio-associations.ts';
import { productResource } from './resources/product.ts';
import { provisionedProductResource } from './resources/provisioned-product.ts';
import { followStacks } from './stack-engine.ts';

export const serviceCatalog: Service = {
  signingName: 'servicecatalog',
  schemas,
  operations: {
    ...portfolioOperations,
    ...productOperations,
    ...artifactOperations,
    ...constraintOperations,
    ...provisioningOperations,
    ...provisionedProductOperations,
    ...recordOperations,
    ...engineResultOperations,
    ListLaunchPaths: listLaunchPaths,
    DescribeProvisioningParameters: describeProvisioningParameters,
  },
  start(kernel) {
    kernel.onPublish((event, accountRegion) => followStacks(event, accountRegion, kernel));
  },
};

export const serviceCatalogResourceTypes: readonly ResourceType[] = [
  launchRoleConstraintResource,
  portfolioResource,
  portfolioPrincipalAssociationResource,
  portfolioProductAssociationResource,
  productResource,
  provisionedProductResource,
];
