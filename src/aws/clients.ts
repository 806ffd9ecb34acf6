import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Target } from '../core/ports/index.ts';
import { settings } from './settings.ts';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export interface ClientConfig {
  readonly region: string;
  readonly maxAttempts: number;
  readonly credentials?: () => Promise<Credentials>;
}

type ClientClass<C> = new (config: ClientConfig) => C;

const attemptsMax = 6;
const sessionSeconds = 3600;
const clients = new Map<ClientClass<unknown>, Map<string, unknown>>();

/**
 * The client of an account and region, created at first use and kept while the function lives. In another account than
 * Plinth's own it assumes that account's provisioner role. The SDK reads the endpoint from the environment.
 */
export function clientFor<C>(Client: ClientClass<C>, target: Target): C {
  const ofClass = clients.get(Client) ?? new Map<string, unknown>();
  clients.set(Client, ofClass);
  const key = `${target.account} ${target.region}`;
  const client = (ofClass.get(key) as C | undefined) ?? new Client(configFor(target));
  ofClass.set(key, client);
  return client;
}

/** The client of Plinth's own account and region. */
export function ownClient<C>(Client: ClientClass<C>): C {
  return clientFor(Client, settings);
}

function configFor(target: Target): ClientConfig {
  const config = { region: target.region, maxAttempts: attemptsMax };
  if (target.account === settings.account) return config;
  return { ...config, credentials: () => provisionerCredentials(target) };
}

/**
 * The SDK calls this again before the credentials expire. Unreachable until decision 0015 is revised: no spec may name another
 * account than Plinth's own.
 */
async function provisionerCredentials(target: Target): Promise<Credentials> {
  const { partition, installation } = settings;
  const { Credentials: given } = await ownClient(STSClient).send(
    new AssumeRoleCommand({
      RoleArn: `arn:${partition}:iam::${target.account}:role/${installation}-provisioner`,
      RoleSessionName: installation,
      DurationSeconds: sessionSeconds,
    }),
  );
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
    expiration: given?.Expiration ?? new Date(0),
  };
}
