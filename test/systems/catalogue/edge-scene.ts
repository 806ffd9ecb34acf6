import { ACMClient, ListCertificatesCommand } from '@aws-sdk/client-acm';
import { ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import type { Stage } from '../../workflows/harness.ts';
import { allScopeStates } from '../../workflows/invariants.ts';

const PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEnZmgXoQ0Zk3bUu6rXyZqBHKtHgqR
-----END PUBLIC KEY-----
`;

/** Components of a base that has the domain example.com. */
export const DOMAIN_COMPONENTS = {
  zone: { DomainName: 'example.com', TrustedAccounts: ['111122223333'] },
  certificate: {},
  mail: {},
  'cdn-keys': { PublicKeyOne: PUBLIC_KEY },
};

/** A base with the domain. Its name servers are entered at the registrar before certificates are asked for. */
export async function provideDomain(stage: Stage): Promise<void> {
  const { zone, ...others } = DOMAIN_COMPONENTS;
  await stage.succeed('PUT', '/base', { components: { zone } });
  await stage.succeed('PUT', '/base', { components: { zone, ...others } });
}

/** Outputs of a component's stack, as the state has them. */
export async function outputsOf(
  stage: Stage,
  scope: string,
  component: string,
): Promise<Readonly<Record<string, string>>> {
  const scopeState = (await allScopeStates(stage)).find((found) => found.scope === scope);
  return scopeState?.stacks[component]?.outputs ?? {};
}

/** Records of a zone as `name type`, each with where it leads. */
export async function recordsOf(stage: Stage, HostedZoneId: string | undefined): Promise<Record<string, string>> {
  const { ResourceRecordSets = [] } = await new Route53Client(stage.aws).send(
    new ListResourceRecordSetsCommand({ HostedZoneId }),
  );
  return Object.fromEntries(
    ResourceRecordSets.map(({ Name, Type, AliasTarget, ResourceRecords = [] }) => {
      return [`${Name} ${Type}`, AliasTarget?.DNSName ?? ResourceRecords.map(({ Value }) => Value).join(' ')];
    }),
  );
}

/** Domains of the certificates of a region. */
export async function certifiedIn(stage: Stage, region: string): Promise<readonly (string | undefined)[]> {
  const client = new ACMClient({ ...stage.aws, region });
  const { CertificateSummaryList = [] } = await client.send(new ListCertificatesCommand({}));
  return CertificateSummaryList.map(({ DomainName }) => DomainName).toSorted();
}
