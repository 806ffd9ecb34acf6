import type { ListLaunchPathsCommandInput } from '@aws-sdk/client-service-catalog';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { catalog, findProduct, type Product, tagList } from './catalog-store.ts';
import { launchRoleArn } from './constraints.ts';

/** A launch path: the portfolio that a product is launched from. */
export interface LaunchPath {
  readonly id: string;
  readonly name: string;
  readonly portfolioId: string;
  readonly launchRoleArn: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

export function listLaunchPaths(input: ListLaunchPathsCommandInput, call: Call) {
  const paths = launchPathsOf(findProduct({ id: input.ProductId }, call), call);
  return {
    LaunchPathSummaries: paths.map(({ id, name, tags, launchRoleArn: role }) => ({
      Id: id,
      Name: name,
      Tags: tagList(tags),
      ConstraintSummaries: role === undefined ? [] : [{ Type: 'LAUNCH', Description: `Launch as ${role}` }],
    })),
  };
}

export function launchPathsOf(product: Product, call: Call): LaunchPath[] {
  return [...catalog(call.kernel, call).portfolios.values()]
    .filter(({ productIds }) => productIds.has(product.id))
    .map((portfolio) => ({
      id: `lpv3-${portfolio.id.slice('port-'.length)}`,
      name: portfolio.displayName,
      portfolioId: portfolio.id,
      launchRoleArn: launchRoleArn(product, portfolio.id, call),
      tags: portfolio.tags,
    }));
}

/** The requested path, or the only one. */
export function choosePath(
  product: Product,
  wanted: { id?: string | undefined; name?: string | undefined },
  call: Call,
): LaunchPath {
  const paths = launchPathsOf(product, call);
  if (paths.length === 0) {
    throw new AwsError('ResourceNotFoundException', `No launch paths found for resource: ${product.id}`);
  }
  const chosen = paths.filter(({ id, name }) => (wanted.id ?? id) === id && (wanted.name ?? name) === name);
  if (chosen.length === 0) {
    throw new AwsError('ResourceNotFoundException', `Launch path ${wanted.id ?? wanted.name} not found.`);
  }
  if (chosen.length > 1) {
    throw new AwsError(
      'InvalidParametersException',
      `${product.id} has several launch paths: PathId or PathName is required.`,
    );
  }
  return chosen[0]!;
}
