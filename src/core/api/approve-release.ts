import type { Decision, WaitToken } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { readOperation } from '../operation/operation-state.ts';
import type { Ports } from '../ports/index.ts';
import { scopePath } from '../scope.ts';
import { parseBody } from '../spec/parse-body.ts';
import { timestamp } from '../time.ts';
import { ApprovalDecision } from './bodies.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { accepted } from './operation-view.ts';
import { pathScope } from './path-scope.ts';

/**
 * `POST .../releases/{number}/approval`: decides about a release that waits. The first decision stands: it is noted before
 * the workflow is answered, and whoever comes next carries it out when its function died in between. Another decision is
 * refused. Throws ReleaseNotFound, and NotFound when the release does not wait.
 */
export async function approveRelease(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const { approved, comment } = parseBody(ApprovalDecision, request.body);
  const scope = pathScope(request);
  if (scope.layer !== 'release') throw new PlinthError('NotFound', 'the path names no release');
  const { environment, application } = scope;
  const path = scopePath({ layer: 'application', environment, application });
  const release = await ports.state.readRelease(path, scope.release);
  if (release === undefined) throw new PlinthError('ReleaseNotFound', `${path} has no release ${scope.release}`);
  const { operationId } = release;
  const by = request.caller.principal;
  const wish = { approved, by, eventId: ports.ids.ulid(), ...(comment !== undefined && { comment }) };
  const decision = await firstDecision(operationId, wish, ports);
  const token = decision && (await ports.state.readToken(`approval/${operationId}`));
  if (!decision || !token)
    throw new PlinthError('NotFound', `release ${scope.release} of ${path} does not wait for approval`);
  await carryOut(decision, token, ports);
  if (decision.approved !== approved || decision.by !== by)
    throw new PlinthError('NotFound', `release ${scope.release} of ${path} was ${wordsOf(decision)} already`);
  return accepted(await readOperation(operationId, ports));
}

/** Undefined when the operation does not wait. */
async function firstDecision(operationId: string, wish: Decision, ports: Ports): Promise<Decision | undefined> {
  const operation = await ports.state.updateOperation(operationId, (now) => {
    return now.status === 'waiting' && now.decision === undefined ? { ...now, decision: wish } : now;
  });
  return operation.status === 'waiting' ? operation.decision : undefined;
}

/** The token goes last: whoever dies before that answers again, and a task token takes one answer. */
async function carryOut(decision: Decision, { key, operationId, taskToken }: WaitToken, ports: Ports): Promise<void> {
  const { approved, by, comment, eventId } = decision;
  const message = `${wordsOf(decision)}${comment ? `: ${comment}` : ''}`;
  const time = timestamp(ports.time);
  await ports.state.appendEvent({ id: eventId, operationId, time, level: 'info', step: 'approve', message });
  if (approved) await ports.workflows.succeed(taskToken, { approvedBy: by });
  else await ports.workflows.fail(taskToken, 'ApprovalRejected', message);
  await ports.state.takeToken(key);
}

function wordsOf({ approved, by }: Decision): string {
  return `${approved ? 'approved' : 'rejected'} by ${by}`;
}
