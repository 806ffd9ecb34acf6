/** Root of the HTTP API. Every path is also answered without it. */
export const API_ROOT = '/v1';

/** Path at which an operation is followed. */
export function operationLink(id: string): string {
  return `${API_ROOT}/operations/${id}`;
}

/** Path of the page about an error code: the `type` of its problems. */
export function errorLink(code: string): string {
  return `${API_ROOT}/errors/${code}`;
}
