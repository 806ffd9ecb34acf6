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

/** `POST .../rollback`: to the release that was live before. */
export async function rollBackApplication(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const scope = applicationOf(request);
  return rollBackTo(await previousRelease(scope, ports), request, ports);
}

/** `POST .../releases/{number}/rollback`: away from this release if it is live, otherwise to it. */
export async function rollBackRelease(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const scope = applicationOf(request);
  const { number } = await releaseOf(request, ports);
  const scopeState = await ports.state.readScopeState(scopePath(scope));
  const target = scopeState?.live?.release === number ? await previousRelease(scope, ports) : number;
  return rollBackTo(target, request, ports);
}

/** `POST .../releases/{number}/toggle`: this release gets the users. */
export async function toggleRelease(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const { number } = await releaseOf(request, ports);
  const scope = applicationOf(request);
  const operation = await acceptOperation(
    { kind: 'toggle', scope, request: { release: number }, ...common(request) },
    ports,
  );
  return accepted(operation);
}

/** `GET .../releases`, newest first. */
export async function listReleases(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const path = scopePath(applicationOf(request));
  if ((await ports.state.readScopeState(path)) === undefined)
    throw new PlinthError('NotFound', `${path} does not exist`);
  const { cursor, limit = listItemsDefault } = request.query;
  return pageResponse(await ports.state.listReleases(path, { cursor, limit }), releaseSummary);
}

/** `GET .../releases/{number}`. */
export async function readRelease(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  return { status: 200, body: releaseView(await releaseOf(request, ports)) };
}

async function rollBackTo(release: number, request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const scope = applicationOf(request);
  return accepted(await acceptOperation({ kind: 'rollback', scope, request: { release }, ...common(request) }, ports));
}

async function previousRelease(scope: Scope, ports: Ports): Promise<number> {
  const path = scopePath(scope);
  const scopeState = await ports.state.readScopeState(path);
  if (scopeState === undefined) throw new PlinthError('NotFound', `${path} does not exist`);
  const previous = scopeState.live?.previousRelease;
  if (previous !== undefined) return previous;
  throw new PlinthError('NothingToRollBack', `no release of ${path} was live before the one that is`);
}

async function releaseOf(request: ApiRequest, ports: Ports): Promise<Release> {
  const scope = pathScope(request);
  if (scope.layer !== 'release') throw new PlinthError('NotFound', 'the path does not name a release');
  const path = scopePath(applicationOf(request));
  const release = await ports.state.readRelease(path, scope.release);
  if (release !== undefined) return release;
  throw new PlinthError('ReleaseNotFound', `${path} does not have release ${scope.release}`);
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
