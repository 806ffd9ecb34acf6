import { z } from 'zod';
import { OperationKind, Trigger } from '../../entities.ts';
import { FailureSummary, FailureView } from './failure.ts';
import { listOf } from './list.ts';
import { PlanResult } from './plan.ts';

const startedAt = z.string().optional().meta({ description: 'When it started (ISO 8601, UTC).' });
const endedAt = z.string().optional().meta({ description: 'When it ended (ISO 8601, UTC).' });

/** A resource of a stack that is changing, in its template's own words. */
export const ResourceView = z
  .object({
    logicalId: z.string().meta({ description: "The resource's logical id in its template." }),
    description: z.string().meta({ description: 'What the template says about the resource.' }),
    status: z.string().meta({
      description: "CloudFormation's resource status, such as CREATE_IN_PROGRESS. AWS may add statuses.",
    }),
    startedAt: z.string().meta({ description: 'When CloudFormation started with the resource (ISO 8601, UTC).' }),
    endedAt,
    reason: z.string().optional().meta({ description: 'The reason that CloudFormation gives for the status.' }),
  })
  .meta({ id: 'Resource', description: 'A resource of a stack that an operation changes.' });
export type ResourceView = z.infer<typeof ResourceView>;

export const StepView = z
  .object({
    name: z.string().meta({ description: 'The name of the step; unique in its operation.' }),
    status: z
      .enum(['pending', 'running', 'succeeded', 'failed', 'skipped'])
      .meta({ description: 'How far the step is. A step is skipped when an earlier one failed.' }),
    description: z.string().meta({ description: 'What the step does.' }),
    parent: z.string().optional().meta({
      description:
        'The step that this one is a part of, and stands after: emptying its bucket is a part of deleting a stack.',
    }),
    stackKey: z.string().optional().meta({
      description: 'The key of its stack in the plan, such as `mysql` or `task-7`.',
    }),
    stackName: z.string().optional().meta({ description: 'The stack that the step changes.' }),
    action: z
      .enum(['create', 'update', 'delete', 'keep'])
      .optional()
      .meta({ description: 'What the step does with its stack.' }),
    startedAt,
    endedAt,
    detail: z.string().optional().meta({ description: 'How far the step is, or why it failed.' }),
    resources: z.array(ResourceView).optional().meta({
      description: "The stack's resources, oldest change first. Only with `resources=true`; at most five seconds old.",
    }),
  })
  .meta({ id: 'Step', description: 'One line of the progress of an operation.' });
export type StepView = z.infer<typeof StepView>;

const Common = z.object({
  id: z.string().meta({ description: 'Id of the operation: `op_` and a ULID.' }),
  kind: OperationKind.meta({ description: 'What the operation does.' }),
  scope: z.string().meta({ description: 'Path of the scope that it changes, such as `environments/dev`.' }),
  planOnly: z.boolean().meta({ description: 'True: the operation only makes the plan, and changes nothing.' }),
  done: z.boolean().meta({ description: 'True once the operation has ended.' }),
  status: z
    .enum(['accepted', 'running', 'waiting', 'succeeded', 'failed', 'cancelled'])
    .meta({ description: 'The status of the operation. `waiting` means: for an approval.' }),
  percent: z.number().int().min(0).max(100).meta({ description: 'How far it is. 100 only once it has succeeded.' }),
  requestedBy: z.string().meta({ description: 'The principal that requested it.' }),
  trigger: Trigger.meta({ description: 'What requested the operation.' }),
  createdAt: z.string().meta({ description: 'When Plinth accepted it (ISO 8601, UTC).' }),
  startedAt,
  endedAt,
  waitingFor: z
    .string()
    .optional()
    .meta({ description: 'What the operation waits for while its status is `waiting`.' }),
});

export const OperationSummary = Common.extend({
  error: FailureSummary.nullable().meta({ description: 'Why it failed or was cancelled; null otherwise.' }),
}).meta({ id: 'OperationSummary', description: 'An operation as lists show it: without steps and result.' });
export type OperationSummary = z.infer<typeof OperationSummary>;

const DecisionView = z
  .object({
    approved: z.boolean().meta({ description: 'True: approved. False: rejected.' }),
    by: z.string().meta({ description: 'The principal that decided.' }),
    comment: z.string().optional().meta({ description: 'The reason that the principal gave.' }),
  })
  .meta({ id: 'Decision', description: 'The decision about a release that waited for approval.' });

const OperationResult = z.record(z.string(), z.unknown()).meta({
  id: 'OperationResult',
  description:
    'The stacks and outputs of a scope, or the release with its image, digest, slot and weights. `outcome` is `already live` when that release serves already and nothing was started.',
});

export const OperationView = Common.extend({
  steps: z.array(StepView).meta({ description: 'The steps of the operation, in order.' }),
  decision: DecisionView.optional().meta({ description: 'The decision about the release, once there is one.' }),
  error: FailureView.nullable().meta({ description: 'Why it failed or was cancelled; null otherwise.' }),
  result: z.union([PlanResult, OperationResult]).nullable().meta({
    description: 'What came of it once it has succeeded: with `plan=true` on a scope its plan. Null otherwise.',
  }),
}).meta({ id: 'Operation', description: 'One accepted request for change. It always ends.' });
export type OperationView = z.infer<typeof OperationView>;

export const EventView = z
  .object({
    id: z.string().meta({ description: 'Id of the event, a ULID. Events are ordered by it.' }),
    operationId: z.string().meta({ description: 'The operation that the event belongs to.' }),
    time: z.string().meta({ description: 'When it happened (ISO 8601, UTC).' }),
    level: z.enum(['info', 'warning', 'error']).meta({ description: 'How serious it is.' }),
    step: z.string().optional().meta({ description: 'The step that it belongs to.' }),
    stackKey: z.string().optional().meta({ description: 'The key of the stack that it is about, in the plan.' }),
    message: z.string().meta({ description: 'What happened.' }),
  })
  .meta({ id: 'OperationEvent', description: 'Something that happened in an operation.' });

export const OperationList = listOf('OperationList', OperationSummary);
export const EventList = listOf('OperationEventList', EventView);
