import type { Head } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import type { ApplicationSpec } from '../spec/application-spec.ts';
import { isMainComponent, mainComponent } from '../spec/wanted-components.ts';

/**
 * What is live stands on a stack that every application of its type has, and that goes when the type changes. Throws
 * InvalidRequest.
 */
export function checkType({ type }: Pick<ApplicationSpec, 'type'>, head: Head | undefined): void {
  const other = Object.keys(head?.stacks ?? {}).find((name) => isMainComponent(name) && name !== mainComponent(type));
  if (other === undefined || head?.live === undefined) return;
  const message = `release ${head.live.release} is live on \`${other}\`, which \`${type}\` does not have; retire the application first`;
  throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: '/type', message }] });
}
