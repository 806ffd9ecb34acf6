import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AwsCredentialIdentity } from '@smithy/types';
import { type Cloud, type CloudOptions, startCloud } from '../../cloud/index.ts';
import { type CloudTransport, cloudTransport } from './cloud-transport.ts';
import { deployPlinth } from './deploy-plinth.ts';
import { LOCAL_REGION } from './local-options.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface BootOptions extends CloudOptions {
  /** Aborts the boot: stops the cloud and throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Folder of the checkout whose package is deployed. Default: this checkout. */
  readonly checkout?: string;
}

/** An embedded cloud with Plinth deployed into it. */
export interface LocalPlinth {
  readonly cloud: Cloud;
  readonly transport: CloudTransport;
  /** Base URL of Plinth's HTTP API. */
  readonly api: string;
  /** What an SDK client needs to reach the cloud in process. */
  readonly aws: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: AwsCredentialIdentity;
    readonly requestHandler: CloudTransport['requestHandler'];
  };
}

const HERE = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Boots the cloud and deploys the packaged service into it, as it would be deployed to AWS. A cloud that starts from a snapshot
 * has Plinth already.
 */
export async function bootPlinth({ signal, checkout = HERE, ...options }: BootOptions): Promise<LocalPlinth> {
  const cloud = await startCloud({ region: LOCAL_REGION, ...options });
  const transport = cloudTransport(cloud);
  const aws = {
    endpoint: cloud.endpoint,
    region: LOCAL_REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: transport.requestHandler,
  };
  const deploy = () =>
    deployPlinth({
      aws,
      packageFolder: join(checkout, '.serverless'),
      artifactFolder: join(checkout, 'dist/functions'),
      stackName: 'plinth',
      sleep: (seconds) => cloud.clock.sleep(seconds),
    });
  try {
    if (options.from === undefined) await cloud.clock.drive(unlessAborted(deploy(), signal));
    return { cloud, transport, aws, api: await apiOf(cloud, transport) };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}

/** URL of a listener's local port, by the load balancer's name and the listener's port; undefined when there is none. */
export async function listenerUrl(
  { cloud, transport }: LocalPlinth,
  loadBalancer: string,
  port: number,
): Promise<string | undefined> {
  const listeners = (await page(cloud, transport, 'listeners')) as readonly {
    loadBalancer: string;
    port: number;
    url: string;
  }[];
  return listeners.find((listener) => listener.loadBalancer === loadBalancer && listener.port === port)?.url;
}

async function apiOf(cloud: Cloud, transport: CloudTransport): Promise<string> {
  const apis = (await page(cloud, transport, 'apis')) as readonly { name: string; url: string }[];
  const api = apis.find(({ name }) => name.startsWith('plinth'));
  if (api === undefined) throw new Error('the deployed service has no HTTP API');
  return api.url;
}

/** One of the embedded cloud's pages that list its local ports. */
async function page(cloud: Cloud, transport: CloudTransport, name: string): Promise<unknown> {
  return (await transport.fetch(`${cloud.endpoint}/_cloud/${name}`)).json();
}
