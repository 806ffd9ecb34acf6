import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';

export interface SignableRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** One for all requests: it keeps what it found until that expires. */
const credentials = defaultProvider();

/** Signs a request to the HTTP API with the caller's own AWS credentials (SigV4, service `execute-api`). */
export async function sign(request: SignableRequest): Promise<Record<string, string>> {
  const { hostname, pathname, searchParams, protocol } = request.url;
  const signer = new SignatureV4({
    service: 'execute-api',
    region: regionOf(hostname),
    credentials,
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

/** API Gateway takes signatures for its own region alone. An address of the caller's own making does not name it. */
function regionOf(hostname: string): string {
  const region = /\.execute-api\.([a-z0-9-]+)\./.exec(hostname)?.[1];
  return region ?? process.env.AWS_REGION ?? 'us-east-1';
}
