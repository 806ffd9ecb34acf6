import type { StreamResponse } from '../../../kernel/network.ts';

const TITLES: Readonly<Record<number, string>> = {
  401: '401 Authorization Required',
  502: '502 Bad Gateway',
  503: '503 Service Temporarily Unavailable',
  504: '504 Gateway Time-out',
};

/** The HTML page of a load balancer's own error response. */
export function errorPage(status: 401 | 502 | 503 | 504): StreamResponse {
  const title = TITLES[status];
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return ownResponse(status, { 'content-type': 'text/html' }, page);
}

/** A response of the load balancer itself, not of a target. */
export function ownResponse(status: number, headers: Record<string, string>, body: string): StreamResponse {
  return { status, headers: { server: 'awselb/2.0', ...headers }, body: Buffer.from(body) };
}
