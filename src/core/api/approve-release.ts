import { operationLink } from '../api-links.ts';
import type { Decision, Operation } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { readOperation } from '../operation/operation-state.ts';
import type { Ports } from '../ports/index.ts';
import { parseBody } from '../spec/parse-body.ts';
import { timestamp } from '../time.ts';
import { ApprovalDecision } from './bodies.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { accepted } from './operation-view.ts';
import { releaseOf } from './releases.ts';

/**
 * `POST .../releases/{number}/approval`: decides about a release that waits. The first decision is final: it is written before
 * the workflow is answered, and the next request carries it out when a function died in between. The same decision again is
 * answered as the first was. Throws ReleaseNotFound, AlreadyDecided, and NotFound when the release is not waiting.
 */
export async function approveRelease(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const { approved, comment } = parseBody(ApprovalDecision, request.body);
  const release = await releaseOf(request, ports);
  const name = `release ${release.number} of ${release.scope}`;
  const by = request.caller.principal;
  const wish = { approved, by, eventId: ports.ids.ulid(), ...(comment !== undefined && { comment }) };
  const operation = await decide(release.operationId, wish, ports);
  const { decision } = operation;
  if (decision === undefined) throw new PlinthError('NotFound', `${name} is not waiting for approval`);
  if (operation.status === 'waiting') await carryOut(decision, release.operationId, ports);
  if (decision.approved === approved) return accepted(await readOperation(release.operationId, ports));
  throw new PlinthError('AlreadyDecided', `${name} was already ${wordsOf(decision)}`, {
    extra: { operation: operationLink(release.operationId) },
  });
}

/** The operation, with the decision that stands if it waits or has waited. */
async function decide(operationId: string, wish: Decision, ports: Ports): Promise<Operation> {
  return ports.state.updateOperation(operationId, (now) => {
    return now.status === 'waiting' && now.decision === undefined ? { ...now, decision: wish } : now;
  });
}

/** The token is deleted last: a request after a crash answers again, and Step Functions accepts one answer for a task token. */
async function carryOut(decision: Decision, operationId: string, ports: Ports): Promise<void> {
  const { approved, by, comment, eventId } = decision;
  const token = await ports.state.readToken(`approval/${operationId}`);
  if (token === undefined) return;
  const message = `${wordsOf(decision)}${comment ? `: ${comment}` : ''}`;
  const time = timestamp(ports.time);
  await ports.state.appendEvent({ id: eventId, operationId, time, level: 'info', step: 'approve', message });
  if (approved) await ports.workflows.succeed(token.taskToken, { approvedBy: by });
  else await ports.workflows.fail(token.taskToken, 'ApprovalRejected', message);
  await ports.state.takeToken(token.key);
}

function wordsOf({ approved, by }: Decision): string {
  return `${approved ? 'approved' : 'rejected'} by ${by}`;
}
