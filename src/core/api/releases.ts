import type { Release } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { acceptOperation } from '../operation/accept-operation.ts';
import type { Ports } from '../ports/index.ts';
import { type Scope, scopePath } from '../scope.ts';
import { parseBody } from '../spec/parse-body.ts';
import { ReleaseRequest } from '../spec/release-request.ts';
import { common } from './change-scope.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { accepted } from './operation-view.ts';
import { pageResponse } from './page.ts';
import { listItemsDefault } from './parameters.ts';
import { pathScope } from './path-scope.ts';
import type { ReleaseSummary, ReleaseView } from './views/release.ts';

/** `POST .../releases`: releases an image, or the very digest that is live in another environment. */
export async function createRelease(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const scope = applicationOf(request);
  const wanted = parseBody(ReleaseRequest, request.body);
  return accepted(await acceptOperation({ kind: 'release', scope, request: wanted, ...common(request) }, ports));
}

/** `POST .../rollback`: to the release that was live before and was not rolled back from. If-Match names the live release. */
export async function rollBackApplication(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const scope = applicationOf(request);
  const wanted = { ...liveCondition(request) };
  return accepted(await acceptOperation({ kind: 'rollback', scope, request: wanted, ...common(request) }, ports));
}

/** `POST .../releases/{number}/rollback`: from this release if it is live, otherwise to it. If-Match names the live release. */
export async function rollBackRelease(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const scope = applicationOf(request);
  const wanted = { release: numberOf(request), ...liveCondition(request) };
  const check = async () => void (await releaseOf(request, ports));
  return accepted(
    await acceptOperation({ kind: 'rollback', scope, request: wanted, check, ...common(request) }, ports),
  );
}

/** `POST .../releases/{number}/toggle`: this release gets the production traffic. If-Match names the live release. */
export async function toggleRelease(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const scope = applicationOf(request);
  const wanted = { release: numberOf(request), ...liveCondition(request) };
  const check = async () => void (await releaseOf(request, ports));
  return accepted(await acceptOperation({ kind: 'toggle', scope, request: wanted, check, ...common(request) }, ports));
}

/** The release that has to be live, from the ETag of a release, such as `"2-live"`. `*` and an absent header require none. */
function liveCondition({ ifMatch }: ApiRequest): { readonly ifLive?: number } {
  if (ifMatch === undefined || ifMatch === '*') return {};
  const digits = /^"(\d{1,9})-live"$/.exec(ifMatch)?.[1];
  if (digits !== undefined) return { ifLive: Number(digits) };
  throw new PlinthError('StaleVersion', `If-Match must be the ETag of a live release such as "2-live", got ${ifMatch}`);
}

/** `GET .../releases`, newest first. */
export async function listReleases(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const path = scopePath(applicationOf(request));
  if ((await ports.state.readScopeState(path)) === undefined)
    throw new PlinthError('NotFound', `${path} does not exist`);
  const { cursor, limit = listItemsDefault } = request.query;
  return pageResponse(await ports.state.listReleases(path, { cursor, limit }), releaseSummary);
}

/** `GET .../releases/{number}`. Its ETag, such as `"2-live"`, is what a roll back takes in If-Match. */
export async function readRelease(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const release = await releaseOf(request, ports);
  return { status: 200, body: releaseView(release), headers: { etag: `"${release.number}-${release.status}"` } };
}

/** The release that the path names. Throws ReleaseNotFound. */
export async function releaseOf(request: ApiRequest, ports: Ports): Promise<Release> {
  const path = scopePath(applicationOf(request));
  const number = numberOf(request);
  const release = await ports.state.readRelease(path, number);
  if (release !== undefined) return release;
  throw new PlinthError('ReleaseNotFound', `${path} does not have release ${number}`);
}

function numberOf(request: ApiRequest): number {
  const scope = pathScope(request);
  if (scope.layer === 'release') return scope.release;
  throw new PlinthError('NotFound', 'the path does not name a release');
}

function applicationOf(request: ApiRequest): Extract<Scope, { layer: 'application' }> {
  const scope = pathScope(request);
  if (scope.layer === 'application') return scope;
  if (scope.layer !== 'release') throw new PlinthError('NotFound', 'the path does not name an application');
  return { layer: 'application', environment: scope.environment, application: scope.application };
}

function releaseSummary(release: Release): ReleaseSummary {
  const { scope, number, image, digest, slot, status, operationId, createdAt } = release;
  return { scope, number, image, digest, slot, status, operationId, createdAt };
}

function releaseView(release: Release): ReleaseView {
  const { imageUri, stackName, spec, failure } = release;
  return { ...releaseSummary(release), imageUri, stackName, ...(spec && { spec }), ...(failure && { failure }) };
}
