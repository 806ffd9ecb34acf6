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
    'record-stack': 'Record the stack',
    settle: 'End the operation',
  },
  release: {
    resolve: 'Determines digest, release number and slot',
    place: "Starts the release's stack in its slot",
    'await-healthy': 'Waits for healthy targets',
    migrate: 'Runs the migration task once',
    smoke: 'Sends the smoke requests through the test listener',
    approve: 'Waits for an approval',
    'retake-lock': 'Takes the lock again',
    shift: 'Shifts traffic by one step',
    bake: 'Watches targets and alarms until the bake time is over',
    'record-release': 'Records what is live, what is standby and the weights',
    'verify-release': 'Checks the running digest and the weights',
    'retire-standby': "Deletes the standby release's stack",
    'shift-back': 'Shifts traffic back to where it was before this operation, if a healthy target is there',
    'diagnose-release': 'Records why the release failed',
    'settle-release': 'Ends the operation and releases the lock',
  },
} as const;
