import { catalogue, stacks, state } from '../../src/aws/ports.ts';
import { CreateChangeSetInput, createChangeSet } from '../../src/core/stack/create-change-set.ts';
import { step } from '../chain/step.ts';

/** Task state "Create change set": asks CloudFormation for the change set. */
export const handler = step(CreateChangeSetInput, (input) => createChangeSet(input, { catalogue, stacks, state }));
