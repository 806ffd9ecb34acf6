import { styleText } from 'node:util';
import { EXIT, Refusal } from '../cli-error.ts';
import { dollars } from '../dollars.ts';
import { follow } from '../follow.ts';
import type { OperationView } from '../operation-view.ts';
import { readPlinthFile, type ScopeSpec } from '../plinth-file.ts';
import { type Session, show } from '../session.ts';

interface PlanResult {
  readonly stacks: readonly {
    readonly component: string;
    readonly stackName: string;
    readonly action: 'create' | 'update' | 'delete' | 'keep';
    readonly unknown?: readonly string[];
    /** Components whose outputs those are. */
    readonly follows?: readonly string[];
    /** Data that would be lost, in words. */
    readonly harmful?: readonly string[];
    readonly monthlyCost?: { readonly before: number; readonly after: number; readonly unknown: readonly string[] };
    readonly changes?: readonly {
      readonly action: string;
      readonly logicalId: string;
      readonly type: string;
      readonly replacement: string;
    }[];
  }[];
  readonly summary: Readonly<Record<'create' | 'update' | 'delete' | 'keep' | 'replacements', number>> & {
    /** Updates in which no resource changes. */
    readonly unchanged?: number;
    /** Updates of which only others' changes tell whether any resource changes. */
    readonly undecided?: number;
    readonly monthlyCost: { readonly before: number; readonly after: number; readonly adds: number };
  };
}

const SIGNS = { create: '+', update: '~', delete: '-', keep: ' ' } as const;
const COLOURS = { create: 'green', update: 'yellow', delete: 'red', keep: 'gray' } as const;

/** What is planned for a scope; or why nothing can be before the scopes that stand before it in the file are there. */
type ScopePlan = { readonly scope: string } & ({ readonly plan: PlanResult } | { readonly unplanned: string });

/** Shows what `up` would change, and changes nothing. Answers the exit status: 3 when there is something to change. */
export async function plan(session: Session, file: string): Promise<number> {
  const plans: ScopePlan[] = [];
  try {
    for (const wanted of readPlinthFile(file)) plans.push(await planScope(session, wanted, plans));
  } finally {
    // Also what was planned before a scope was refused.
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
  const why = `  cannot be planned before the scopes above are there: ${found.unplanned}`;
  return [styleText('bold', found.scope), styleText('yellow', why)];
}

/** A plan as people read it. */
export function planLines({ scope, plan: { stacks, summary } }: { scope: string; plan: PlanResult }): string[] {
  const { monthlyCost, ...sums } = summary;
  const counts = Object.entries(sums)
    .filter(([name, count]) => count > 0 || !RARE.includes(name))
    .map(([name, count]) => `${count} ${name}`);
  return [
    styleText('bold', scope),
    ...stacks.flatMap((stack) => [
      styleText(COLOURS[stack.action], `  ${SIGNS[stack.action]} ${stack.component}  ${stack.stackName}`),
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

/** Said only where there are any. */
const RARE = ['unchanged', 'undecided'];

/** What a plan cannot say of a stack yet, or that there is nothing to say. */
function openLines({ action, changes, unknown = [], follows = [] }: PlanResult['stacks'][number]): string[] {
  if (unknown.length === 0) {
    const isEmpty = action === 'update' && changes?.length === 0;
    return isEmpty ? [styleText('gray', '      unchanged: no resource changes')] : [];
  }
  const others = action === 'update' ? `${follows.join(', ') || 'others'} changed` : 'others stand';
  return [styleText('gray', `      known only once ${others}: ${unknown.join(', ')}`)];
}

function harmLines({ stackName, harmful = [] }: PlanResult['stacks'][number]): string[] {
  if (harmful.length === 0) return [];
  return [styleText('red', `      would ${harmful.join(', and ')}: refused without --allow ${stackName}`)];
}

function costLine({ before, after, adds }: PlanResult['summary']['monthlyCost'], stacks: PlanResult['stacks']): string {
  const sums = `${dollars(before)} before, ${dollars(after)} after, when idle`;
  // What stays as it is costs the same afterwards, whatever that is.
  const isOpen = unpriced(stacks.filter(({ action }) => action !== 'keep')).length > 0;
  const [more, less] = isOpen ? ['adds at least', 'saves about'] : ['adds', 'saves'];
  return `${adds < 0 ? less : more} ${dollars(Math.abs(adds))} a month (${sums})`;
}

function unpriced(stacks: PlanResult['stacks']): string[] {
  const items = stacks.flatMap(({ monthlyCost }) => monthlyCost?.unknown ?? []);
  return items.length === 0 ? [] : [styleText('gray', `  without a price: ${items.join(', ')}`)];
}
