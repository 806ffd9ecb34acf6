import { styleText } from 'node:util';
import type { OperationView, ResourceView, StepView } from './operation-view.ts';

const MARKS = { pending: '○', running: '⠿', succeeded: '✔', failed: '✘', skipped: '–' } as const;
const COLOURS = { pending: 'gray', running: 'cyan', succeeded: 'green', failed: 'red', skipped: 'gray' } as const;

type Mark = keyof typeof MARKS;

/** Faster resources are not shown: a network alone has some forty of them. */
const SLOW_SECONDS = 5;
/** Lines of resources below one step. */
const RESOURCES_MAX = 4;

/**
 * An operation as a tree: its steps, and below running or failed steps their failed and slow resources. Durations of running
 * steps end at `nowMs`. Marks differ in shape as well as in colour.
 */
export function progressTree(operation: OperationView, nowMs: number): string[] {
  const scopeState = `${titleOf(operation)}  ${styleText('gray', operation.id)}  ${secondsOf(operation, nowMs)}`;
  const { steps, planOnly } = operation;
  const whole = steps.filter(({ parent }) => parent === undefined);
  return [scopeState, ...whole.flatMap((step) => stepLines(step, { nowMs, planOnly, parts: partsOf(step, steps) }))];
}

function titleOf({ kind, scope, planOnly }: OperationView): string {
  const verb = {
    provision: planOnly ? 'Plan' : 'Provision',
    retire: 'Retire',
    repair: planOnly ? 'Plan the repair of' : 'Repair',
    release: 'Release into',
    rollback: 'Roll back',
    toggle: 'Toggle',
    drift: 'detect drift of',
    'retire-standby': 'Retire the standby of',
  }[kind];
  return styleText('bold', `${verb} ${scope}`);
}

/** A part that is all there was to do says no more than its step. */
function partsOf({ name, status }: StepView, steps: readonly StepView[]): readonly StepView[] {
  const parts = steps.filter(({ parent }) => parent === name);
  return parts.length > 1 || isOpen(status) ? parts : [];
}

interface Drawing {
  readonly nowMs: number;
  readonly planOnly: boolean | undefined;
  readonly parts: readonly StepView[];
}

function stepLines(step: StepView, { nowMs, planOnly, parts }: Drawing): string[] {
  const open = isOpen(step.status);
  return [
    `  ${mark(step.status)} ${firstSentence(step.description)}${actionOf(step, planOnly)}  ${secondsOf(step, nowMs)}${detailOf(step)}`,
    ...parts.map(
      (part) => `      ${mark(part.status)} ${part.description}  ${secondsOf(part, nowMs)}${detailOf(part)}`,
    ),
    ...(open ? worthALine(step.resources ?? [], nowMs).map((resource) => resourceLine(resource, nowMs)) : []),
  ];
}

function isOpen(status: StepView['status']): boolean {
  return status === 'running' || status === 'failed';
}

function detailOf({ detail }: StepView): string {
  return detail === undefined ? '' : styleText('gray', `  ${detail}`);
}

function firstSentence(text: string): string {
  return text.replace(/\. .*$/s, '.');
}

/** First the failed resources, then the slow ones. Resources that CloudFormation cancelled after another failure are left out. */
function worthALine(resources: readonly ResourceView[], nowMs: number): readonly ResourceView[] {
  const failed = resources.filter(
    ({ status, reason = '' }) => markOf(status) === 'failed' && !/cancelled/i.test(reason),
  );
  const slow = resources.filter(({ status, startedAt }) => {
    return markOf(status) === 'running' && nowMs - Date.parse(startedAt) >= SLOW_SECONDS * 1000;
  });
  return [...failed, ...slow].slice(0, RESOURCES_MAX);
}

/** The action of a step; a plan only says what would be done. */
function actionOf({ action }: StepView, planOnly: boolean | undefined): string {
  return action === undefined ? '' : styleText('gray', planOnly ? ` (would ${action})` : ` (${action})`);
}

function resourceLine(resource: ResourceView, nowMs: number): string {
  const status = markOf(resource.status);
  const reason = status === 'failed' && resource.reason !== undefined ? `  ${resource.reason}` : '';
  return `      ${mark(status)} ${resource.description}  ${secondsOf(resource, nowMs)}${reason}`;
}

function markOf(resourceStatus: string): Mark {
  if (resourceStatus.endsWith('_FAILED')) return 'failed';
  if (resourceStatus.endsWith('_IN_PROGRESS')) return 'running';
  return resourceStatus.endsWith('_SKIPPED') ? 'skipped' : 'succeeded';
}

function mark(status: Mark): string {
  return styleText(COLOURS[status], MARKS[status]);
}

function secondsOf(span: Pick<StepView, 'startedAt' | 'endedAt'>, nowMs: number): string {
  if (span.startedAt === undefined) return '';
  const endMs = span.endedAt === undefined ? nowMs : Date.parse(span.endedAt);
  return styleText('gray', duration(Math.max(0, (endMs - Date.parse(span.startedAt)) / 1000)));
}

/** `4s`, `2m10s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
}
