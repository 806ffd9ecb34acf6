import { stacksMax } from '../../src/core/converge/stacks-max.ts';
import { trafficStepsMax } from '../../src/core/spec/application-spec.ts';
import { batchesMax } from '../../src/core/stack/empty.ts';
import { ATTEMPTS_MAX } from '../../src/core/stack/next-change.ts';
import { recoveriesMax } from '../../src/core/stack/next-recovery.ts';
import { roundsMax } from '../../src/core/stack/prepare.ts';
import type { Visits } from './event-bound.ts';

const { synchronise, unprotect, 'continue-rollback': continued, 'delete-leftover': deleted } = ATTEMPTS_MAX;
const [continuations, deletions] = [continued + recoveriesMax, deleted + recoveriesMax];
const procedures = synchronise + unprotect + continuations + deletions;
const failures = recoveriesMax + 1;

/** How often each machine can enter its states, from the limits in core; once where none is given. */
export const VISITS: Readonly<Record<string, Visits>> = {
  'change-stack': {
    Prepare: roundsMax,
    'When prepared': roundsMax,
    Synchronise: synchronise,
    Unprotect: unprotect,
    'Continue rollback': continuations,
    'Delete leftover': deletions,
    'When started': procedures,
    Empty: batchesMax,
    'When emptied': batchesMax,
    // A round leads to one of these three, and the change set makes the most events.
    'Create stack': 1,
    'Delete stack': 1,
    'Create change set': roundsMax,
    Review: roundsMax,
    'When reviewed': roundsMax,
    Execute: roundsMax,
    // A round that awaits another operation instead of creating a change set makes fewer events.
    'Await stack': procedures + failures,
    'When awaited': procedures + failures,
    'Verify stack': failures,
    'Diagnose stack': failures,
    Recover: failures,
    'When to recover': failures,
  },
  converge: { 'Await requirements': stacksMax, 'Change stack': stacksMax, 'Record stack': stacksMax },
  release: { Shift: trafficStepsMax + 1, 'When shifted': trafficStepsMax + 1, 'Watch step': trafficStepsMax },
};
