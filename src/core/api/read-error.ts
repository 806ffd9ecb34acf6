import { ERRORS, type ErrorCode, PlinthError } from '../errors.ts';
import { own } from '../own.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import type { ErrorPage } from './views/failure.ts';

/** `GET /errors/{code}`: the page to which the `type` of a problem points. */
export async function readError({ path }: ApiRequest): Promise<ApiResponse> {
  const code = path.code ?? '';
  const entry = own(ERRORS, code);
  if (entry === undefined) throw new PlinthError('NotFound', `"${code}" is not an error code of Plinth`);
  const body: ErrorPage = { code: code as ErrorCode, ...entry };
  return { status: 200, body };
}
