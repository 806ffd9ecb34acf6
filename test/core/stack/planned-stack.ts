import type { PlannedStack } from '../../../src/core/plan/plan.ts';
import { name, tags } from './stack-names.ts';

/** A stack of a plan, as far as a test does not say otherwise. */
export function plannedStackOf(given: Partial<PlannedStack> = {}): PlannedStack {
  return {
    stackKey: 'store',
    component: 'store',
    scope: 'environments/dev',
    target: { account: '111122223333', region: 'eu-west-1' },
    stackName: name,
    action: 'create',
    parameters: { Size: { value: '2' }, KeyArn: { from: { component: 'keys', output: 'KeyArn' } } },
    requires: [],
    data: false,
    allowed: false,
    templateHash: 'hash',
    tags,
    description: 'A store.',
    ...given,
  };
}
