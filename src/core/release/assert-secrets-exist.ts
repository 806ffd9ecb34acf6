import { PlinthError } from '../errors.ts';
import { own } from '../own.ts';
import { containerEnvironment } from '../plan/container-environment.ts';
import type { MissingSecret, Ports } from '../ports/index.ts';
import { type SecretReference, secretReference } from '../spec/secret-reference.ts';
import { providingComponents } from '../spec/wanted-components.ts';
import type { ReleaseContext } from './release-context.ts';

/** A secret of the containers, and what hands it to them. */
export interface NamedSecret extends SecretReference {
  /** `secrets.KEY` of the spec, or `KEY of component database`. */
  readonly namedBy: string;
}

/**
 * Looks up every secret and parameter that the release's containers would start with, by existence alone. Those of other accounts
 * are not looked up: only their owner can say whether they exist. Throws SecretNotFound, which names all that are missing.
 */
export async function assertSecretsExist(
  context: ReleaseContext,
  { secrets, catalogue }: Pick<Ports, 'secrets' | 'catalogue'>,
): Promise<void> {
  const { account } = context.target;
  const looked = namedSecrets(context, { catalogue }).filter((secret) => secret.account === account);
  const regions = [...new Set(looked.map(({ region }) => region))];
  const missing = await Promise.all(
    regions.map((region) => {
      const arns = looked.filter((secret) => secret.region === region).map(({ arn }) => arn);
      return secrets.missing({ account, region }, [...new Set(arns)]);
    }),
  );
  const problems = missingSecrets(looked, missing.flat());
  if (problems.length > 0) throw new PlinthError('SecretNotFound', problems.join('; '));
}

/** One sentence for each secret that is missing, with everything that names it. Pure. */
export function missingSecrets(named: readonly NamedSecret[], missing: readonly MissingSecret[]): readonly string[] {
  return missing.map(({ arn, reason }) => {
    const naming = named.filter((secret) => secret.arn === arn);
    return `${naming[0]?.title ?? arn} ${reason} (${naming.map(({ namedBy }) => namedBy).join(', ')})`;
  });
}

function namedSecrets(
  { spec, scopeStates }: ReleaseContext,
  { catalogue }: Pick<Ports, 'catalogue'>,
): readonly NamedSecret[] {
  const { secrets } = containerEnvironment(spec, catalogue, scopeStates);
  return Object.entries(secrets).map(([name, arn]) => {
    const component = providingComponents(spec, catalogue).findLast(
      (providing) => own(catalogue.component(providing)?.provides?.Secrets ?? {}, name) !== undefined,
    );
    return {
      ...secretReference(arn),
      namedBy: component === undefined ? `secrets.${name}` : `${name} of component ${component}`,
    };
  });
}
