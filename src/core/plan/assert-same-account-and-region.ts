import { PlinthError } from '../errors.ts';
import { jsonPointer } from '../field-errors.ts';
import { own } from '../own.ts';
import type { WantedStack } from './placement.ts';

/**
 * Throws InvalidParameter, with its pointer, for an ARN of another account or region than the stack's where the template
 * says that AWS takes only those `SameAccountAndRegion`. AWS would refuse it after other stacks were made.
 */
export function assertSameAccountAndRegion({
  component: { name, sameAccountAndRegion = [] },
  values,
  placement: { target },
}: WantedStack): void {
  for (const parameter of sameAccountAndRegion) {
    const [prefix, , , region, account] = (own(values, parameter) ?? '').split(':');
    if (prefix !== 'arn' || (region === target.region && account === target.account)) continue;
    const message = `is in ${account} ${region}, but must be in ${target.account} ${target.region}, as its stack is`;
    throw new PlinthError('InvalidParameter', `parameter ${parameter} of component \`${name}\` ${message}`, {
      fields: [{ pointer: jsonPointer(['components', name, parameter]), message }],
    });
  }
}
