import { styleText } from 'node:util';
import { allItems } from '../all-items.ts';
import { dollars } from '../dollars.ts';
import { type Session, show } from '../session.ts';

interface ComponentSummary {
  readonly name: string;
  readonly layer: string;
  readonly summary: string;
  readonly monthlyCost: { readonly dollars: number; readonly unknown: readonly string[] };
}

interface ComponentView extends ComponentSummary {
  readonly parameters: {
    readonly properties: Readonly<Record<string, { readonly description?: string; readonly default?: unknown }>>;
  };
  readonly outputs: Readonly<Record<string, string>>;
  readonly provides?: {
    readonly SecurityGroup?: string;
    readonly Policy?: string;
    readonly Variables: Readonly<Record<string, string>>;
    readonly Secrets: Readonly<Record<string, string>>;
  };
  readonly costs: readonly string[];
  readonly alarms: readonly string[];
}

/** All components with their monthly cost when idle, or one component in full. */
export async function catalogue(session: Session, name: string | undefined): Promise<void> {
  if (name === undefined) {
    const components = await allItems<ComponentSummary>(session.client, '/catalogue');
    return show(session, components, () => components.map(summaryLine));
  }
  const { body } = await session.client.request<ComponentView>('GET', `/catalogue/${encodeURIComponent(name)}`);
  show(session, body, () => componentLines(body));
}

function summaryLine({ layer, name, summary, monthlyCost }: ComponentSummary): string {
  return `${layer.padEnd(12)} ${name.padEnd(16)} ${costOf(monthlyCost).padStart(9)}  ${summary}`;
}

/** A plus marks items whose price depends on parameters. */
function costOf({ dollars: known, unknown }: ComponentSummary['monthlyCost']): string {
  return `${dollars(known)}${unknown.length > 0 ? '+' : ' '}`;
}

function componentLines(component: ComponentView): string[] {
  const { name, layer, summary, parameters, outputs, costs, alarms, monthlyCost } = component;
  const settable = Object.entries(parameters.properties).map(([parameter, { description = '', default: usual }]) => {
    return [parameter, `${description}${usual === undefined ? '' : styleText('gray', ` [${usual}]`)}`] as const;
  });
  return [
    `${styleText('bold', name)} (${layer})  ${summary}`,
    ...section('Parameters', settable),
    ...section('Outputs', Object.entries(outputs)),
    ...section('Provides to an application that uses it', bindings(component)),
    ...section(
      'Alarms',
      alarms.map((alarm) => [alarm, '']),
    ),
    ...section(`Costs ${costOf(monthlyCost).trimEnd()} a month when idle`, costs.map(halves)),
  ];
}

function section(title: string, lines: readonly (readonly [string, string])[]): string[] {
  if (lines.length === 0) return [];
  const width = Math.max(...lines.map(([name]) => name.length));
  return ['', title, ...lines.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`.trimEnd())];
}

function bindings({ provides }: ComponentView): (readonly [string, string])[] {
  if (!provides) return [];
  return [
    ...Object.entries(provides.Variables).map(([name, output]) => [name, `variable, from ${output}`] as const),
    ...Object.entries(provides.Secrets).map(([name, output]) => [name, `secret, from ${output}`] as const),
    ...(provides.SecurityGroup === undefined ? [] : [['security group', provides.SecurityGroup] as const]),
    ...(provides.Policy === undefined ? [] : [['policy', provides.Policy] as const]),
  ];
}

function halves(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 2)];
}
