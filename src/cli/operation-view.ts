export type { FailureView } from '../core/api/views/failure.ts';
export type { OperationSummary, OperationView, ResourceView, StepView } from '../core/api/views/operation.ts';
