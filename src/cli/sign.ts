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

/** One for all requests: it keeps what it found until that expires. */
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
      'aws sso login                        # or any other way in that the AWS SDK knows',
      'AWS_PROFILE=... plinth status',
    ]);
  }
}

/** API Gateway takes signatures for its own region alone. An address of the caller's own making does not name it. */
function regionOf(hostname: string): string {
  const region = /\.execute-api\.([a-z0-9-]+)\./.exec(hostname)?.[1];
  return region ?? process.env.AWS_REGION ?? 'us-east-1';
}
