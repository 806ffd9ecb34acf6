import { assertNever } from '../assert-never.ts';
import { PlinthError } from '../errors.ts';
import type { StackDescription, StackEvent } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { undeletedResources, unrestoredResources } from './failed-resources.ts';
import type { Obstacle } from './next-change.ts';
import type { StackSnapshot } from './stack-work.ts';

/** The error that tells a person why a change cannot go on, with the resources that stand in its way. */
export async function obstacleError(
  obstacle: Obstacle,
  { stack, observed }: StackSnapshot,
  ports: Pick<Ports, 'stacks'>,
): Promise<PlinthError> {
  const { stackName, scope, target } = stack;
  const place = { target, stackId: observed?.stackId ?? stackName };
  switch (obstacle) {
    case 'other-owner':
      return new PlinthError(
        'ReviewRefused',
        `stack \`${stackName}\` exists already and is not tagged plinth:scope=${scope}; rename or delete it`,
      );
    case 'half-deleted':
      return new PlinthError(
        'ReviewRefused',
        `an earlier deletion of stack \`${stackName}\` failed and left data in it; finish that deletion or name the stack in \`allow\``,
      );
    case 'rollback-fails': {
      const stuck = names(await unrestoredResources(place, ports));
      return new PlinthError('StackFailed', `the rollback of stack \`${stackName}\` keeps failing at ${stuck}`);
    }
    case 'deletion-fails': {
      const remaining = names(await undeletedResources(place, ports));
      return new PlinthError(
        'StackFailed',
        `stack \`${stackName}\` cannot be deleted; remaining resources: ${remaining}`,
      );
    }
    case 'weights-differ':
      return new PlinthError(
        'StackFailed',
        `the listener weights of stack \`${stackName}\` could not be synchronised: it is ${statusText(observed)}`,
      );
    case 'still-protected':
      return new PlinthError(
        'StackFailed',
        `the deletion protection of stack \`${stackName}\` could not be lifted: it is ${statusText(observed)}`,
      );
    default:
      return assertNever(obstacle);
  }
}

function names(events: readonly StackEvent[]): string {
  return events.map(({ logicalId }) => logicalId).join(', ');
}

function statusText(observed: StackDescription | undefined): string {
  const { status = 'gone', statusReason } = observed ?? {};
  return statusReason === undefined ? status : `${status}: ${statusReason}`;
}
