import { catalogue, stacks, state } from '../../src/aws/ports.ts';
import { ReviewInput, review } from '../../src/core/stack/review.ts';
import { step } from '../chain/step.ts';

/** Task state "Review": lets a change pass, or not. */
export const handler = step(ReviewInput, (input) => review(input, { catalogue, stacks, state }));
