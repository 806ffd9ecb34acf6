import { z } from 'zod';
import { ScopeState } from '../../entities.ts';
import { FailureView } from './failure.ts';
import { listOf } from './list.ts';

const Weight = z.number().int().min(0).max(100);

const LiveView = z
  .object({
    slot: z.enum(['one', 'two']).meta({ description: 'The slot that receives production traffic.' }),
    release: z.number().int().meta({ description: 'Number of the live release.' }),
    weights: z
      .object({
        one: Weight.meta({ description: 'Percent of production traffic to slot one.' }),
        two: Weight.meta({ description: 'Percent of production traffic to slot two.' }),
      })
      .meta({ description: 'Production traffic by slot. The two add up to 100.' }),
    previousRelease: z.number().int().optional().meta({ description: 'The release that was live before.' }),
    since: z.string().meta({ description: 'Since when the release is live (ISO 8601, UTC).' }),
    image: z.string().optional().meta({ description: 'The image of the live release, as it was requested.' }),
    digest: z.string().optional().meta({ description: 'The digest of the live release.' }),
  })
  .meta({ id: 'Live', description: 'What receives production traffic.' });

const LockHolderView = z
  .object({
    operationId: z.string().meta({ description: 'The operation that holds the lock.' }),
    by: z.string().meta({ description: 'The principal that requested the operation.' }),
    since: z.string().meta({ description: 'Since when it holds the lock (ISO 8601, UTC).' }),
  })
  .meta({ id: 'LockHolder', description: 'An operation that is changing the scope.' });

const StackView = z
  .object({
    stackName: z.string().meta({ description: 'Name of the CloudFormation stack.' }),
    stackId: z.string().meta({ description: 'ARN of the CloudFormation stack.' }),
    status: z.string().meta({
      description: "CloudFormation's stack status when Plinth recorded it. AWS may add statuses.",
    }),
    data: z.boolean().meta({ description: 'True: the stack holds data and is kept when its scope is retired.' }),
  })
  .meta({ id: 'Stack', description: 'A stack of a scope, as Plinth recorded it.' });

const AttentionView = z
  .object({
    kind: z.enum(['degraded', 'needs-attention']).meta({
      description: 'Whether the scope works in part, or needs a decision by an operator.',
    }),
    reason: z.string().meta({ description: 'What differs and what serves users now.' }),
    since: z.string().meta({ description: 'Since when it is known (ISO 8601, UTC).' }),
    commands: z.array(z.string()).meta({ description: 'The commands to try next.' }),
  })
  .meta({ id: 'Attention', description: 'What an operator has to decide, because Plinth cannot repair it alone.' });

const AutomationView = z
  .object({
    frozen: z.boolean().meta({ description: 'True: pushed images and schedules start nothing. Requests still do.' }),
    by: z.string().meta({ description: 'The principal that decided it.' }),
    since: z.string().meta({ description: 'Since when it is so (ISO 8601, UTC).' }),
    reason: z.string().meta({ description: 'Why.' }),
  })
  .meta({ id: 'Automation', description: 'Whether an application is released without a request.' });

const WantedView = z
  .object({
    image: z.string().meta({ description: 'The image by its tag, such as `hello:main-42`.' }),
    digest: z.string().meta({ description: 'The digest that the tag was put on.' }),
    at: z.string().meta({
      description: 'When the tag was put on the image (ISO 8601, UTC). Only a later tagging replaces it.',
    }),
    by: z.string().meta({ description: "What named it: EventBridge, or Plinth's look at the registry." }),
    live: z.boolean().meta({ description: 'Whether the live release runs it.' }),
    attempts: z.number().int().meta({ description: 'How many releases were started for it.' }),
    operationId: z.string().optional().meta({ description: 'The last operation that was started for it.' }),
    waitsFor: z.string().optional().meta({ description: 'The operation whose end it waits for.' }),
    refusal: z.string().optional().meta({ description: 'Why its release was refused last.' }),
  })
  .meta({ id: 'Wanted', description: 'The image that an application shall run, by the newest push that it accepts.' });

const number = (description: string) => z.number().meta({ description });

const DifferenceView = z
  .object({
    code: z.string().meta({ description: 'A stable name of the kind of difference, such as `stack-missing`.' }),
    message: z.string().meta({ description: 'What differs, in one sentence.' }),
  })
  .meta({ id: 'Difference', description: 'One thing in which AWS differs from what Plinth recorded.' });

const ObservedView = z
  .object({
    at: z.string().meta({ description: 'When it was read (ISO 8601, UTC). The sweep reads every five minutes.' }),
    stacks: z.record(z.string(), z.string()).meta({
      description: "CloudFormation's stack status by stack key; `absent`: there is no such stack.",
    }),
    weights: z
      .array(z.object({ one: number('The weight of slot one.'), two: number('The weight of slot two.') }))
      .optional()
      .meta({ description: 'The weights of each production listener rule that exists, by slot.' }),
    healthy: z
      .object({ one: number('Of slot one.').optional(), two: number('Of slot two.').optional() })
      .optional()
      .meta({ description: 'The least number of healthy targets in the last minutes, by slot.' }),
    running: z
      .object({
        desired: number('How many are desired.'),
        running: number('How many run.'),
        digests: z.array(z.string()).meta({ description: 'The digests that run.' }),
      })
      .optional()
      .meta({ description: 'The tasks or instances of the live release, and the digests that they run.' }),
    serves: z.string().optional().meta({ description: 'What serves users, in one sentence.' }),
    differences: z.array(DifferenceView).meta({ description: 'In what AWS differs from the record.' }),
    unread: z.array(z.string()).meta({ description: 'What could not be read, and why. Nothing is concluded from it.' }),
  })
  .meta({ id: 'Observed', description: 'What the sweep read of a scope from AWS.' });

const RecordedView = z
  .object({
    status: ScopeState.shape.status.meta({ description: 'The status that the last operation recorded.' }),
    updatedAt: z.string().meta({ description: 'When it was recorded (ISO 8601, UTC).' }),
  })
  .meta({ id: 'Recorded', description: 'What Plinth recorded of a scope, without what it observed since.' });

export const ScopeSummary = z
  .object({
    scope: z.string().meta({ description: 'Path of the scope, such as `environments/dev`.' }),
    status: z.enum([...ScopeState.shape.status.options, 'degraded', 'needs-attention']).meta({
      description: 'The status of the scope: `ready` only where nothing that was observed contradicts it.',
    }),
    attention: AttentionView.optional().meta({ description: 'Present: the scope needs a decision by an operator.' }),
    live: LiveView.optional().meta({ description: 'What receives production traffic, of an application.' }),
    url: z.string().optional().meta({ description: 'Where an application answers its users.' }),
    lockedBy: z.array(LockHolderView).meta({ description: 'The operations that are changing the scope now.' }),
    lastOperation: z.string().optional().meta({ description: 'Id of the last operation that changed the scope.' }),
    updatedAt: z.string().meta({ description: 'When the status was last written (ISO 8601, UTC).' }),
  })
  .meta({ id: 'ScopeSummary', description: 'A scope as lists show it: without spec, stacks and outputs.' });
export type ScopeSummary = z.infer<typeof ScopeSummary>;

export const ScopeView = ScopeSummary.extend({
  spec: z.record(z.string(), z.unknown()).nullable().meta({
    description: 'The spec as it was accepted, with its defaults: a BaseSpec, EnvironmentSpec or ApplicationSpec.',
  }),
  stacks: z.record(z.string(), StackView).meta({ description: 'The stacks of the scope, by their key in its plan.' }),
  outputs: z.record(z.string(), z.string()).meta({ description: 'The outputs of all stacks of the scope, by name.' }),
  automation: AutomationView.optional().meta({
    description: 'Of an application: whether its automation is stopped. Absent: it never was.',
  }),
  wanted: WantedView.optional().meta({ description: 'Of an application: what its newest accepted push wants.' }),
  recorded: RecordedView,
  observed: ObservedView.optional().meta({ description: 'Absent: the scope was not observed yet.' }),
  failure: FailureView.optional().meta({ description: 'Why the last operation on the scope failed.' }),
}).meta({
  id: 'Scope',
  description: 'A base, an environment or an application: what was asked for and what is there.',
});
export type ScopeView = z.infer<typeof ScopeView>;

export const ScopeList = listOf('ScopeList', ScopeSummary);
