/**
 * What each Task state does, in the order of its machine: the first sentence of its Comment, which is also what people read of
 * it as a progress step. Made from `statemachines/*.asl.yaml` by `npm run reference`, and not to be edited.
 */
export const machineStates = {
  'change-stack': {
    prepare: 'Decide what comes next',
    synchronise: 'Synchronise listener weights',
    unprotect: 'Lift deletion protection',
    'continue-rollback': 'Continue the rollback',
    empty: 'Empty buckets and zones',
    'delete-leftover': 'Delete leftovers',
    'create-stack': 'Create the stack',
    'create-change-set': 'Create the change set',
    review: 'Review the change',
    execute: 'Execute the change set',
    'delete-stack': 'Delete the stack',
    'await-stack': 'Wait for the stack',
    'verify-stack': 'Verify the stack',
    'diagnose-stack': 'Find the cause',
    recover: 'Decide how to recover',
  },
  converge: {
    plan: 'Make the plan',
    'await-requirements': 'Wait for the stacks that this one needs',
    'change-stack': 'Change the stack',
    'read-change': 'Read how the change ended',
    'record-stack': 'Record the stack',
    settle: 'End the operation',
  },
  drift: {
    'detect-drift': 'Detect drift',
    'settle-drift': 'End the detection',
  },
  release: {
    resolve: 'Determine digest, release number and slot',
    'configure-slot': "Change the slot's target group",
    place: 'Start the release in its slot',
    'await-healthy': 'Wait for healthy targets',
    migrate: 'Run the migration',
    smoke: 'Send the smoke requests through the test listener',
    approve: 'Wait for an approval',
    'retake-lock': 'Take the lock again',
    shift: 'Shift traffic',
    'watch-step': 'Watch targets and alarms between two steps of a canary or linear release',
    bake: 'Watch targets and alarms until the bake time is over',
    'record-release': 'Record what is live',
    'verify-release': 'Check the running digest and the weights',
    'retire-standby': "Delete the standby release's stack",
    'shift-back': 'Shift traffic back',
    'diagnose-release': 'Record why the release failed',
    'restore-release': 'Place the release before again',
    'settle-release': 'End the operation and release the lock',
  },
  watch: {
    'watch-traffic': 'Watch targets and alarms',
  },
} as const;
