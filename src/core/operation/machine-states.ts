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
    plan: 'Compares the spec with what is there and lists the stacks to change, those that others need first',
    'await-requirements': 'Waits until every stack that this one needs is ready; goes on at once when there is none',
    'change-stack': "The stack's own workflow",
    'record-stack': 'Keeps what the stack is now, and wakes the branches that waited for it',
    settle: "Ends the operation with its result or its first cause, sets the scope's status and frees the lock",
  },
  release: {
    resolve: 'Finds the digest, gives the release its number and slot, and decides where to enter',
    place: "Starts the release's stack in its slot, and the removal of what stood there before",
    'await-healthy':
      'Waits for the tasks by event, then for their targets (whose health makes no event) by short retries; fails early when tasks keep stopping for the same reason',
    migrate:
      "Runs the release's one-off task once; stops one that takes half an hour; fails with its exit code and last log lines",
    smoke: 'Asks the new release through the test listener, before any user does',
    approve: 'Gives the lock back and waits for a person',
    'retake-lock': 'Takes the lock again and checks anew what was placed',
    shift: 'Reads weights and healthy targets back, then moves every production rule of the application in one step',
    bake: 'Watches targets and alarms until the bake time is over',
    'record-release':
      "Joins the release's stack by its end's event, then keeps what is live, what is standby and the weights that every later update sends",
    'verify-release':
      'The digest that runs is the digest that was asked for; nothing is called a success after a silent rollback',
    'retire-standby':
      "Deletes the standby release's stack; the release itself stays known, and a roll back places it again",
    'shift-back': 'Puts traffic where it was before this operation, after checking that something healthy is there',
    'diagnose-release': 'Says why, with the last lines of the container that died, before its stack goes',
    'settle-release': 'Ends the operation, frees the lock, and removes the stack of a release that failed',
  },
} as const;
