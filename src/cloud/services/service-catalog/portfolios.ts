import type {
  AssociatePrincipalWithPortfolioCommandInput,
  AssociateProductWithPortfolioCommandInput,
  CreatePortfolioCommandInput,
  DeletePortfolioCommandInput,
  DescribePortfolioCommandInput,
  DisassociatePrincipalFromPortfolioCommandInput,
  DisassociateProductFromPortfolioCommandInput,
  ListPortfoliosCommandInput,
  ListPortfoliosForProductCommandInput,
  ListPrincipalsForPortfolioCommandInput,
  UpdatePortfolioCommandInput,
} from '@aws-sdk/client-service-catalog';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import {
  catalog,
  catalogArn,
  findPortfolio,
  findProduct,
  newId,
  type Portfolio,
  tagList,
  tagMap,
} from './catalog-store.ts';

const PAGE_MAX = 20;

export const portfolioOperations: Readonly<Record<string, Operation>> = {
  CreatePortfolio: createPortfolio,
  UpdatePortfolio: updatePortfolio,
  DeletePortfolio: deletePortfolio,
  DescribePortfolio: (input: DescribePortfolioCommandInput, call: Call) => answer(findPortfolio(input.Id, call)),
  ListPortfolios: listPortfolios,
  ListPortfoliosForProduct: listPortfoliosForProduct,
  AssociateProductWithPortfolio: associateProduct,
  DisassociateProductFromPortfolio: disassociateProduct,
  AssociatePrincipalWithPortfolio: associatePrincipal,
  DisassociatePrincipalFromPortfolio: disassociatePrincipal,
  ListPrincipalsForPortfolio: listPrincipals,
};

export function createPortfolio(input: CreatePortfolioCommandInput, call: Call) {
  const id = newId('port', call.kernel);
  const portfolio: Portfolio = {
    id,
    arn: catalogArn('portfolio', id, call),
    createdAtMs: call.kernel.clock.now(),
    productIds: new Set(),
    principals: new Map(),
    displayName: input.DisplayName!,
    description: input.Description,
    providerName: input.ProviderName!,
    tags: tagMap(input.Tags),
  };
  catalog(call.kernel, call).portfolios.set(id, portfolio);
  return answer(portfolio);
}

export function updatePortfolio(input: UpdatePortfolioCommandInput, call: Call) {
  const portfolio = findPortfolio(input.Id, call);
  portfolio.displayName = input.DisplayName ?? portfolio.displayName;
  portfolio.description = input.Description ?? portfolio.description;
  portfolio.providerName = input.ProviderName ?? portfolio.providerName;
  for (const [key, value] of tagMap(input.AddTags)) portfolio.tags.set(key, value);
  for (const key of input.RemoveTags ?? []) portfolio.tags.delete(key);
  return answer(portfolio);
}

/** Refused while the portfolio has products, principals or constraints. */
export function deletePortfolio(input: DeletePortfolioCommandInput, call: Call) {
  const portfolio = findPortfolio(input.Id, call);
  const store = catalog(call.kernel, call);
  const isConstrained = [...store.constraints.values()].some(({ detail }) => detail.PortfolioId === portfolio.id);
  if (portfolio.productIds.size > 0 || portfolio.principals.size > 0 || isConstrained) {
    throw new AwsError(
      'ResourceInUseException',
      `Portfolio ${portfolio.id} cannot be deleted since it still has associations.`,
    );
  }
  store.portfolios.delete(portfolio.id);
  return {};
}

function listPortfolios(input: ListPortfoliosCommandInput, call: Call) {
  return portfolioPage([...catalog(call.kernel, call).portfolios.values()], input);
}

function listPortfoliosForProduct(input: ListPortfoliosForProductCommandInput, call: Call) {
  const product = findProduct({ id: input.ProductId }, call);
  const portfolios = [...catalog(call.kernel, call).portfolios.values()];
  return portfolioPage(
    portfolios.filter(({ productIds }) => productIds.has(product.id)),
    input,
  );
}

function portfolioPage(portfolios: Portfolio[], { PageSize, PageToken }: ListPortfoliosCommandInput) {
  const { items, nextToken } = page(portfolios, pageOptions(PageSize, PageToken));
  return { PortfolioDetails: items.map(detail), NextPageToken: nextToken };
}

export function pageOptions(pageSize: number | undefined, token: string | undefined) {
  return { limit: pageSize || PAGE_MAX, token, errorCode: 'InvalidParametersException' };
}

export function associateProduct(input: AssociateProductWithPortfolioCommandInput, call: Call) {
  const product = findProduct({ id: input.ProductId }, call);
  findPortfolio(input.PortfolioId, call).productIds.add(product.id);
  return {};
}

/** Refused while a constraint exists for the product in the portfolio. */
export function disassociateProduct(input: DisassociateProductFromPortfolioCommandInput, call: Call) {
  const portfolio = findPortfolio(input.PortfolioId, call);
  const constraints = [...catalog(call.kernel, call).constraints.values()];
  if (constraints.some(({ detail }) => detail.PortfolioId === portfolio.id && detail.ProductId === input.ProductId)) {
    throw new AwsError(
      'ResourceInUseException',
      `Product ${input.ProductId} still has constraints in ${portfolio.id}.`,
    );
  }
  if (!portfolio.productIds.delete(input.ProductId!)) {
    throw new AwsError('ResourceNotFoundException', `Product ${input.ProductId} is not in ${portfolio.id}.`);
  }
  return {};
}

export function associatePrincipal(input: AssociatePrincipalWithPortfolioCommandInput, call: Call) {
  findPortfolio(input.PortfolioId, call).principals.set(input.PrincipalARN!, input.PrincipalType ?? 'IAM');
  return {};
}

export function disassociatePrincipal(input: DisassociatePrincipalFromPortfolioCommandInput, call: Call) {
  findPortfolio(input.PortfolioId, call).principals.delete(input.PrincipalARN!);
  return {};
}

function listPrincipals(input: ListPrincipalsForPortfolioCommandInput, call: Call) {
  const principals = [...findPortfolio(input.PortfolioId, call).principals];
  const { items, nextToken } = page(principals, pageOptions(input.PageSize, input.PageToken));
  return {
    Principals: items.map(([PrincipalARN, PrincipalType]) => ({ PrincipalARN, PrincipalType })),
    NextPageToken: nextToken,
  };
}

function answer(portfolio: Portfolio) {
  return { PortfolioDetail: detail(portfolio), Tags: tagList(portfolio.tags), TagOptions: [], Budgets: [] };
}

function detail(portfolio: Portfolio) {
  return {
    Id: portfolio.id,
    ARN: portfolio.arn,
    DisplayName: portfolio.displayName,
    Description: portfolio.description,
    CreatedTime: new Date(portfolio.createdAtMs),
    ProviderName: portfolio.providerName,
  };
}
