import {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import type { Pipelines } from '../core/ports/index.ts';
import { ownClient } from './clients.ts';

/** CodePipeline's errors for a job that has ended or does not exist. */
const JOB_ENDED = ['InvalidJobStateException', 'JobNotFoundException'];

/** Reports the results of CodePipeline's Invoke actions. */
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
    if (!(error instanceof Error) || !JOB_ENDED.includes(error.name)) throw error;
  }
}
