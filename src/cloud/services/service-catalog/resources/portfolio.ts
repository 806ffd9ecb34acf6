import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { findPortfolio } from '../catalog-store.ts';
import { createPortfolio, deletePortfolio, updatePortfolio } from '../portfolios.ts';

type Properties = Record<string, unknown>;

/** AWS::ServiceCatalog::Portfolio. `Ref` is the portfolio's id. */
export const portfolioResource: ResourceType = {
  typeName: 'AWS::ServiceCatalog::Portfolio',
  timing: 'model',
  async create(properties, context) {
    const input = { ...textsOf(properties), IdempotencyToken: context.requestId };
    const { PortfolioDetail } = createPortfolio(input, context);
    return created(PortfolioDetail.Id, context);
  },
  async update(resource, properties, _previous, context) {
    updatePortfolio({ Id: resource.physicalId, ...textsOf(properties) }, context);
    return created(resource.physicalId, context);
  },
  async delete(resource, _properties, context) {
    deletePortfolio({ Id: resource.physicalId }, context);
  },
};

function textsOf(properties: Properties) {
  return {
    DisplayName: String(properties.DisplayName),
    ProviderName: String(properties.ProviderName),
    Description: properties.Description as string | undefined,
  };
}

function created(id: string, context: ResourceContext) {
  const portfolio = findPortfolio(id, context);
  portfolio.tags = new Map(Object.entries(context.tags));
  return { physicalId: id, attributes: { Id: id, PortfolioName: portfolio.displayName } };
}
