import { styleText } from 'node:util';
import { EXIT } from '../cli-error.ts';
import { dollars } from '../dollars.ts';
import { follow } from '../follow.ts';
import type { OperationView } from '../operation-view.ts';
import { readPlinthFile } from '../plinth-file.ts';
import { type Session, show } from '../session.ts';

interface PlanResult {
  readonly stacks: readonly {
    readonly component: string;
    readonly stackName: string;
    readonly action: 'create' | 'update' | 'delete' | 'keep';
    readonly unknown?: readonly string[];
    readonly monthlyCost?: { readonly before: number; readonly after: number; readonly unknown: readonly string[] };
    readonly changes?: readonly {
      readonly action: string;
      readonly logicalId: string;
      readonly type: string;
      readonly replacement: string;
    }[];
  }[];
  readonly summary: Readonly<Record<'create' | 'update' | 'delete' | 'keep' | 'replacements', number>> & {
    readonly monthlyCost: { readonly before: number; readonly after: number; readonly adds: number };
  };
}

const SIGNS = { create: '+', update: '~', delete: '-', keep: ' ' } as const;
const COLOURS = { create: 'green', update: 'yellow', delete: 'red', keep: 'gray' } as const;

/** Shows what `up` would change, and changes nothing. Answers the exit status: 3 when there is something to change. */
export async function plan(session: Session, file: string): Promise<number> {
  const plans: { scope: string; plan: PlanResult }[] = [];
  for (const { scope, spec } of readPlinthFile(file)) {
    const { body } = await session.client.request<OperationView>('PUT', `/${scope}`, {
      body: spec,
      query: { plan: 'true' },
    });
    const operation = body.done ? body : await follow(body.id, session);
    plans.push({ scope, plan: operation.result as unknown as PlanResult });
  }
  show(session, plans, () => plans.flatMap(planLines));
  const changes = plans.some(({ plan: { stacks } }) => stacks.some(({ action }) => action !== 'keep'));
  return changes ? EXIT.planHasChanges : EXIT.ok;
}

/** A plan as people read it. */
export function planLines({ scope, plan: { stacks, summary } }: { scope: string; plan: PlanResult }): string[] {
  const { monthlyCost, ...sums } = summary;
  const counts = Object.entries(sums).map(([name, count]) => `${count} ${name}`);
  return [
    styleText('bold', scope),
    ...stacks.flatMap((stack) => [
      styleText(COLOURS[stack.action], `  ${SIGNS[stack.action]} ${stack.component}  ${stack.stackName}`),
      ...(stack.changes ?? []).map((change) => {
        const replaced = change.replacement === 'True' ? styleText('red', '  replaced') : '';
        return `      ${change.action} ${change.logicalId} ${styleText('gray', change.type)}${replaced}`;
      }),
      ...(stack.unknown?.length
        ? [styleText('gray', `      known only once others stand: ${stack.unknown.join(', ')}`)]
        : []),
    ]),
    styleText('gray', `  ${counts.join(', ')}`),
    `  ${costLine(monthlyCost)}`,
    ...unpriced(stacks),
  ];
}

function costLine({ before, after, adds }: PlanResult['summary']['monthlyCost']): string {
  const sums = `${dollars(before)} before, ${dollars(after)} after, when idle`;
  return `${adds < 0 ? 'saves' : 'adds'} ${dollars(Math.abs(adds))} a month (${sums})`;
}

function unpriced(stacks: PlanResult['stacks']): string[] {
  const items = stacks.flatMap(({ monthlyCost }) => monthlyCost?.unknown ?? []);
  return items.length === 0 ? [] : [styleText('gray', `  without a price: ${items.join(', ')}`)];
}
