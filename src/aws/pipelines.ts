import {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import type { Pipelines } from '../core/ports/index.ts';
import { ownClient } from './clients.ts';

/** CodePipeline says these of a job that has ended, or that it never had. */
const FORGOTTEN = ['InvalidJobStateException', 'JobNotFoundException'];

/** Answers jobs of CodePipeline's Invoke actions. */
export const pipelines: Pipelines = {
  proceed: (jobId, continuationToken) => answer(new PutJobSuccessResultCommand({ jobId, continuationToken })),
  succeed: (jobId, summary) => answer(new PutJobSuccessResultCommand({ jobId, executionDetails: { summary } })),
  fail: (jobId, message) =>
    answer(new PutJobFailureResultCommand({ jobId, failureDetails: { type: 'JobFailed', message } })),
};

async function answer(command: PutJobSuccessResultCommand | PutJobFailureResultCommand): Promise<void> {
  const client = ownClient(CodePipelineClient);
  try {
    await (command instanceof PutJobSuccessResultCommand ? client.send(command) : client.send(command));
  } catch (error) {
    if (!(error instanceof Error) || !FORGOTTEN.includes(error.name)) throw error;
  }
}
