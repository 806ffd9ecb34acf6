import { PlinthError } from '../errors.ts';
import { readOperation } from '../operation/operation-state.ts';
import { say } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { scopePath } from '../scope.ts';
import { parseBody } from '../spec/parse-body.ts';
import { ApprovalDecision } from './bodies.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { accepted } from './operation-view.ts';
import { pathScope } from './path-scope.ts';

/**
 * `POST .../releases/{number}/approval`: answers a release that waits. The token is taken by one caller only, so a
 * second answer is refused. Throws ReleaseNotFound, and NotFound when the release does not wait.
 */
export async function approveRelease(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const decision = parseBody(ApprovalDecision, request.body);
  const scope = pathScope(request);
  if (scope.layer !== 'release') throw new PlinthError('NotFound', 'the path names no release');
  const { environment, application } = scope;
  const path = scopePath({ layer: 'application', environment, application });
  const release = await ports.state.readRelease(path, scope.release);
  if (release === undefined) throw new PlinthError('ReleaseNotFound', `${path} has no release ${scope.release}`);
  const { status } = await readOperation(release.operationId, ports);
  const token = status === 'waiting' ? await ports.state.takeToken(`approval/${release.operationId}`) : undefined;
  if (token === undefined)
    throw new PlinthError('NotFound', `release ${scope.release} of ${path} does not wait for approval`);
  const by = request.caller.principal;
  const message = `${decision.approved ? 'approved' : 'rejected'} by ${by}${decision.comment ? `: ${decision.comment}` : ''}`;
  await say(release.operationId, { level: 'info', step: 'approve', message }, ports);
  if (decision.approved) await ports.workflows.succeed(token.taskToken, { approvedBy: by });
  else await ports.workflows.fail(token.taskToken, 'ApprovalRejected', message);
  return accepted(await readOperation(release.operationId, ports));
}
