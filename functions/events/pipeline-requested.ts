import { ports } from '../../src/aws/ports.ts';
import { PipelineRequested, pipelineRequested } from '../../src/core/events/pipeline-requested.ts';
import { event } from '../chain/event.ts';

/** CodePipeline's Invoke action: releases what the pipeline asks for, and answers its job. */
export const handler = event(PipelineRequested, (input) => pipelineRequested(input, ports));
