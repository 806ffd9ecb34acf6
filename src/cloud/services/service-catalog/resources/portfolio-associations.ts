import { AwsError } from '../../../kernel/errors.ts';
import type { ResourceType } from '../../../kernel/service.ts';
import { associatePrincipal, associateProduct, disassociatePrincipal, disassociateProduct } from '../portfolios.ts';

/** AWS::ServiceCatalog::PortfolioProductAssociation. */
export const portfolioProductAssociationResource: ResourceType = {
  typeName: 'AWS::ServiceCatalog::PortfolioProductAssociation',
  timing: 'model',
  async create(properties, context) {
    const { PortfolioId, ProductId } = properties as Record<string, string>;
    associateProduct({ PortfolioId, ProductId }, context);
    return { physicalId: `${PortfolioId}|${ProductId}` };
  },
  async delete(_resource, properties, context) {
    const { PortfolioId, ProductId } = properties as Record<string, string>;
    unlessGone(() => disassociateProduct({ PortfolioId, ProductId }, context));
  },
};

/** AWS::ServiceCatalog::PortfolioPrincipalAssociation. */
export const portfolioPrincipalAssociationResource: ResourceType = {
  typeName: 'AWS::ServiceCatalog::PortfolioPrincipalAssociation',
  timing: 'model',
  async create(properties, context) {
    const { PortfolioId, PrincipalARN, PrincipalType } = properties as Record<string, string>;
    associatePrincipal({ PortfolioId, PrincipalARN, PrincipalType: PrincipalType as 'IAM' }, context);
    return { physicalId: `${PrincipalARN}|${PortfolioId}` };
  },
  async delete(_resource, properties, context) {
    const { PortfolioId, PrincipalARN } = properties as Record<string, string>;
    unlessGone(() => disassociatePrincipal({ PortfolioId, PrincipalARN }, context));
  },
};

function unlessGone(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
  }
}
