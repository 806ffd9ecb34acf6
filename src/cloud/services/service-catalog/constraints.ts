import type {
  CreateConstraintCommandInput,
  DeleteConstraintCommandInput,
  DescribeConstraintCommandInput,
  ListConstraintsForPortfolioCommandInput,
  UpdateConstraintCommandInput,
} from '@aws-sdk/client-service-catalog';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { type Constraint, catalog, findPortfolio, newId, type Product } from './catalog-store.ts';
import { pageOptions } from './portfolios.ts';

export const constraintOperations: Readonly<Record<string, Operation>> = {
  CreateConstraint: createConstraint,
  UpdateConstraint: updateConstraint,
  DeleteConstraint: deleteConstraint,
  DescribeConstraint: (input: DescribeConstraintCommandInput, call: Call) => answer(findConstraint(input.Id!, call)),
  ListConstraintsForPortfolio: listConstraints,
};

/** Throws unless the portfolio contains the product, which may have at most one launch constraint there. */
export function createConstraint(input: CreateConstraintCommandInput, call: Call) {
  const { PortfolioId, ProductId, Type, Description } = input;
  const store = catalog(call.kernel, call);
  if (!findPortfolio(PortfolioId, call).productIds.has(ProductId!)) {
    throw new AwsError('ResourceNotFoundException', `Product ${ProductId} is not in portfolio ${PortfolioId}.`);
  }
  if (!['LAUNCH', 'NOTIFICATION', 'RESOURCE_UPDATE', 'STACKSET', 'TEMPLATE'].includes(Type!)) {
    throw new AwsError('InvalidParametersException', `Constraint type ${Type} is not known.`);
  }
  const isTwice = [...store.constraints.values()].some(
    ({ detail }) =>
      Type === 'LAUNCH' && detail.Type === Type && detail.PortfolioId === PortfolioId && detail.ProductId === ProductId,
  );
  if (isTwice)
    throw new AwsError('DuplicateResourceException', `Product ${ProductId} has a launch constraint in ${PortfolioId}.`);
  if (Type === 'LAUNCH') launchRoleOf(input.Parameters!, call);
  const constraint: Constraint = {
    detail: {
      ConstraintId: newId('cons', call.kernel),
      Type,
      Description,
      Owner: call.account,
      ProductId,
      PortfolioId,
    },
    parameters: input.Parameters!,
  };
  store.constraints.set(constraint.detail.ConstraintId!, constraint);
  return answer(constraint);
}

export function updateConstraint(input: UpdateConstraintCommandInput, call: Call) {
  const constraint = findConstraint(input.Id!, call);
  constraint.parameters = input.Parameters ?? constraint.parameters;
  constraint.detail.Description = input.Description ?? constraint.detail.Description;
  return answer(constraint);
}

export function deleteConstraint(input: DeleteConstraintCommandInput, call: Call) {
  catalog(call.kernel, call).constraints.delete(findConstraint(input.Id!, call).detail.ConstraintId!);
  return {};
}

/** The role that a product is launched with from a portfolio, or undefined without a launch constraint. */
export function launchRoleArn(product: Product, portfolioId: string, call: Call): string | undefined {
  const constraint = [...catalog(call.kernel, call).constraints.values()].find(
    ({ detail }) => detail.Type === 'LAUNCH' && detail.PortfolioId === portfolioId && detail.ProductId === product.id,
  );
  return constraint && launchRoleOf(constraint.parameters, call);
}

function launchRoleOf(parameters: string, call: Call): string {
  let role: { RoleArn?: string; LocalRoleName?: string } = {};
  try {
    role = JSON.parse(parameters);
  } catch {
    // Refused below, like JSON without a role.
  }
  if (role.RoleArn !== undefined) return role.RoleArn;
  if (role.LocalRoleName !== undefined) return `arn:aws:iam::${call.account}:role/${role.LocalRoleName}`;
  throw new AwsError(
    'InvalidParametersException',
    'A launch constraint has RoleArn or LocalRoleName in its parameters.',
  );
}

function listConstraints(input: ListConstraintsForPortfolioCommandInput, call: Call) {
  const { id } = findPortfolio(input.PortfolioId, call);
  const details = [...catalog(call.kernel, call).constraints.values()]
    .map(({ detail }) => detail)
    .filter(({ PortfolioId }) => PortfolioId === id)
    .filter(({ ProductId }) => input.ProductId === undefined || ProductId === input.ProductId);
  const { items, nextToken } = page(details, pageOptions(input.PageSize, input.PageToken));
  return { ConstraintDetails: items, NextPageToken: nextToken };
}

function findConstraint(id: string, call: Call): Constraint {
  const constraint = catalog(call.kernel, call).constraints.get(id);
  if (constraint === undefined) throw new AwsError('ResourceNotFoundException', `Constraint ${id} not found.`);
  return constraint;
}

function answer({ detail, parameters }: Constraint) {
  return { ConstraintDetail: detail, ConstraintParameters: parameters, Status: 'AVAILABLE' };
}
