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

/** Signs a request to the HTTP API with the caller's own AWS credentials (SigV4, service `execute-api`). */
export async function sign(request: SignableRequest): Promise<Record<string, string>> {
  const { hostname, pathname, searchParams, protocol } = request.url;
  const signer = new SignatureV4({
    service: 'execute-api',
    region: regionOf(hostname),
    credentials: defaultProvider(),
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

function regionOf(hostname: string): string {
  const [, , region] = hostname.split('.');
  return process.env.AWS_REGION ?? region ?? 'us-east-1';
}
