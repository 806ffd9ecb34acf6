import * as schemas from '@aws-sdk/client-cloudformation';
import type { Service } from '../../kernel/service.ts';
import { statusPages } from '../../kernel/status-pages.ts';
import { allGenericResources } from '../../resource-types/generic-registry.ts';
import { createChangeSet } from './change-set/create-change-set.ts';
import { deleteChangeSet, describeChangeSet, executeChangeSet, listChangeSets } from './operations/change-sets.ts';
import { createStack } from './operations/create-stack.ts';
import { deleteStack, updateTerminationProtection } from './operations/delete-stack.ts';
import { describeStackEvents } from './operations/describe-stack-events.ts';
import { describeStacks, listStacks } from './operations/describe-stacks.ts';
import {
  describeStackDriftDetectionStatus,
  describeStackResourceDrifts,
  detectStackDrift,
  driftDetected,
} from './operations/drift.ts';
import { listExports, listImports } from './operations/exports.ts';
import { continueUpdateRollback, rollbackStack } from './operations/rollback.ts';
import { signalResource } from './operations/signal-resource.ts';
import { getStackPolicy, setStackPolicy } from './operations/stack-policies.ts';
import { describeStackResource, describeStackResources, listStackResources } from './operations/stack-resources.ts';
import { getTemplate, getTemplateSummary, validateTemplate } from './operations/templates.ts';
import { cancelUpdateStack, updateStack } from './operations/update-stack.ts';
import { reopenWaitConditions } from './resources/wait-condition.ts';

export { cloudformationResourceTypes } from './resources/index.ts';

export const cloudformation: Service = {
  signingName: 'cloudformation',
  schemas,
  timers: { 'drift detected': driftDetected },
  resume: reopenWaitConditions,
  start(kernel) {
    statusPages(kernel).set('resources', () => allGenericResources(kernel));
  },
  operations: {
    CancelUpdateStack: cancelUpdateStack,
    ContinueUpdateRollback: continueUpdateRollback,
    CreateChangeSet: createChangeSet,
    CreateStack: createStack,
    DeleteChangeSet: deleteChangeSet,
    DeleteStack: deleteStack,
    DescribeChangeSet: describeChangeSet,
    DescribeStackDriftDetectionStatus: describeStackDriftDetectionStatus,
    DescribeStackEvents: describeStackEvents,
    DescribeStackResource: describeStackResource,
    DescribeStackResourceDrifts: describeStackResourceDrifts,
    DescribeStackResources: describeStackResources,
    DescribeStacks: describeStacks,
    DetectStackDrift: detectStackDrift,
    ExecuteChangeSet: executeChangeSet,
    GetStackPolicy: getStackPolicy,
    GetTemplate: getTemplate,
    GetTemplateSummary: getTemplateSummary,
    ListChangeSets: listChangeSets,
    ListExports: listExports,
    ListImports: listImports,
    ListStackResources: listStackResources,
    ListStacks: listStacks,
    RollbackStack: rollbackStack,
    SetStackPolicy: setStackPolicy,
    SignalResource: signalResource,
    UpdateStack: updateStack,
    UpdateTerminationProtection: updateTerminationProtection,
    ValidateTemplate: validateTemplate,
  },
};
