import type { ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import type { ApplicationSpec } from '../spec/application-spec.ts';
import { isMainComponent, mainComponent } from '../spec/wanted-components.ts';

/**
 * The type of an application cannot change: a change would delete the stack that the live release runs on. Even without a
 * live release, the new type's stack would create resources of the same names before the old one is deleted. Throws
 * InvalidRequest.
 */
export function assertType({ type }: Pick<ApplicationSpec, 'type'>, scopeState: ScopeState | undefined): void {
  const other = Object.keys(scopeState?.stacks ?? {}).find(
    (name) => isMainComponent(name) && name !== mainComponent(type),
  );
  if (other === undefined) return;
  const why = scopeState?.live === undefined ? 'exists' : `serves release ${scopeState.live.release}`;
  const message = `\`${other}\` ${why}, which an application of type \`${type}\` does not have; retire the application first`;
  throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: '/type', message }] });
}
