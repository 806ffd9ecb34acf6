import { styleText } from 'node:util';
import type { PlanResult } from '../../core/api/views/plan.ts';
import { EXIT, Refusal } from '../cli-error.ts';
import { dollars } from '../dollars.ts';
import { follow } from '../follow.ts';
import type { OperationView } from '../operation-view.ts';
import { readPlinthFile, type ScopeSpec } from '../plinth-file.ts';
import { type Session, show } from '../session.ts';

const SIGNS = { create: '+', update: '~', delete: '-', keep: ' ' } as const;
const COLOURS = { create: 'green', update: 'yellow', delete: 'red', keep: 'gray' } as const;

/** The plan of a scope, or the reason why it needs the scopes before it in the file to be provisioned first. */
type ScopePlan = { readonly scope: string } & ({ readonly plan: PlanResult } | { readonly unplanned: string });

/** Shows what `up` would change, and changes nothing. Answers the exit status: 3 when there are changes. */
export async function plan(session: Session, file: string): Promise<number> {
  const plans: ScopePlan[] = [];
  try {
    for (const wanted of readPlinthFile(file)) plans.push(await planScope(session, wanted, plans));
  } finally {
    // Also shows the plans that were made before a scope was refused.
    if (plans.length > 0) show(session, plans, () => plans.flatMap(scopeLines));
  }
  const changes = plans.some(
    (found) => 'unplanned' in found || found.plan.stacks.some(({ action }) => action !== 'keep'),
  );
  return changes ? EXIT.planHasChanges : EXIT.ok;
}

async function planScope(
  session: Session,
  { scope, spec }: ScopeSpec,
  earlier: readonly ScopePlan[],
): Promise<ScopePlan> {
  try {
    const request = { body: spec, query: { plan: 'true' } };
    const { body } = await session.client.request<OperationView>('PUT', `/${scope}`, request);
    const operation = body.done ? body : await follow(body.id, session);
    return { scope, plan: operation.result as unknown as PlanResult };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'ParentNotReady' && earlier.length > 0) return { scope, unplanned: error.message };
    throw error.at(scope);
  }
}

function scopeLines(found: ScopePlan): string[] {
  if ('plan' in found) return planLines(found);
  const why = `  cannot be planned before the scopes above are provisioned: ${found.unplanned}`;
  return [styleText('bold', found.scope), styleText('yellow', why)];
}

/** A plan as text for the terminal. */
export function planLines({
  scope,
  plan: { fields = [], stacks, summary },
}: {
  scope: string;
  plan: PlanResult;
}): string[] {
  const { monthlyCost, ...sums } = summary;
  const counts = Object.entries(sums)
    .filter(([name, count]) => count > 0 || !RARE.includes(name))
    .map(([name, count]) => `${count} ${name}`);
  return [
    styleText('bold', scope),
    ...fields.flatMap(fieldLines),
    ...stacks.flatMap((stack) => [
      styleText(COLOURS[stack.action], `  ${SIGNS[stack.action]} ${stack.stackKey}  ${stack.stackName}`),
      ...(stack.changes ?? []).map((change) => {
        const replaced = change.replacement === 'True' ? styleText('red', '  replaced') : '';
        return `      ${change.action} ${change.logicalId} ${styleText('gray', change.type)}${replaced}`;
      }),
      ...harmLines(stack),
      ...openLines(stack),
    ]),
    styleText('gray', `  ${counts.join(', ')}`),
    `  ${costLine(monthlyCost, stacks)}`,
    ...unpriced(stacks),
  ];
}

function fieldLines({ field, before, after, takesEffect, users }: NonNullable<PlanResult['fields']>[number]): string[] {
  const value = (shown: typeof before) => (shown === undefined ? 'not set' : String(shown));
  const isShown = before !== undefined || after !== undefined;
  const change = isShown ? `${field}: ${value(before)} -> ${value(after)}` : field;
  return [
    `  ${change}  ${styleText('gray', WHEN[takesEffect])}`,
    ...(users === undefined ? [] : [styleText('yellow', `      ${users}`)]),
  ];
}

const WHEN = {
  swap: 'by a swap: the new one is added before the old one goes',
  'at-once': 'at once',
  'by-component': 'at once; what releases are made of, with the next release',
  'next-release': 'with the next release',
  never: 'refused',
} as const;

/** Counts that are shown only when they are not zero. */
const RARE = ['unchanged', 'undecided'];

/** The values that a plan does not know yet, or that an update changes no resource. */
function openLines({ action, changes, unknown = [], follows = [] }: PlanResult['stacks'][number]): string[] {
  if (unknown.length === 0) {
    const isEmpty = action === 'update' && changes?.length === 0;
    return isEmpty ? [styleText('gray', '      unchanged: no resource changes')] : [];
  }
  const others = action === 'update' ? `${follows.join(', ') || 'other stacks'} changed` : 'other stacks exist';
  return [styleText('gray', `      known after ${others}: ${unknown.join(', ')}`)];
}

function harmLines({ stackName, harmful = [] }: PlanResult['stacks'][number]): string[] {
  if (harmful.length === 0) return [];
  return [styleText('red', `      would ${harmful.join(', and ')}: refused without --allow ${stackName}`)];
}

function costLine({ before, after, adds }: PlanResult['summary']['monthlyCost'], stacks: PlanResult['stacks']): string {
  const sums = `${dollars(before)} before, ${dollars(after)} after, when idle`;
  // A kept stack costs the same before and after, so its unknown price does not matter.
  const isOpen = unpriced(stacks.filter(({ action }) => action !== 'keep')).length > 0;
  const [more, less] = isOpen ? ['adds at least', 'saves about'] : ['adds', 'saves'];
  return `${adds < 0 ? less : more} ${dollars(Math.abs(adds))} a month (${sums})`;
}

function unpriced(stacks: PlanResult['stacks']): string[] {
  const items = stacks.flatMap(({ monthlyCost }) => monthlyCost?.unknown ?? []);
  return items.length === 0 ? [] : [styleText('gray', `  no known price: ${items.join(', ')}`)];
}
