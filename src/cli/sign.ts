import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { CliError, EXIT } from './cli-error.ts';

export interface SignableRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Shared by all requests, because it caches credentials until they expire. */
const provider = defaultProvider();

/** Signs a request to the HTTP API with the caller's own AWS credentials (SigV4, service `execute-api`). */
export async function sign(request: SignableRequest): Promise<Record<string, string>> {
  const { hostname, pathname, searchParams, protocol } = request.url;
  const signer = new SignatureV4({
    service: 'execute-api',
    region: regionOf(hostname),
    credentials: await credentials(),
    sha256: Sha256,
  });
  const signed = await signer.sign(
    new HttpRequest({
      method: request.method,
      protocol,
      hostname,
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: { ...request.headers, host: hostname },
      ...(request.body === undefined ? {} : { body: request.body }),
    }),
  );
  return signed.headers;
}

async function credentials() {
  try {
    return await provider();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`no AWS credentials to sign with: ${reason}`, EXIT.failure, [
      'aws sso login                        # or any other credentials that the AWS SDK finds',
      'AWS_PROFILE=... plinth status',
    ]);
  }
}

/** API Gateway accepts only signatures for its own region. A custom domain name does not contain the region. */
function regionOf(hostname: string): string {
  const region = /\.execute-api\.([a-z0-9-]+)\./.exec(hostname)?.[1];
  return region ?? process.env.AWS_REGION ?? 'us-east-1';
}
