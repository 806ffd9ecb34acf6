import { allStates, type Machine, type State } from './machine-definitions.ts';

const HEAD = `# The state machines

<!-- Made from statemachines/*.asl.yaml by \`npm run reference\`. Change the machines, not this page. -->

A solid arrow is the way of a success or of a choice, a dotted one of a failure. Failures that lead every Task of a machine to the same
state are drawn once, as a note. [The architecture](../architecture.md) says why the machines are as they are.
`;

/** The page \`docs/reference/workflows.md\`: a picture of each machine, and a table of its states. */
export function workflowsPage(machines: Readonly<Record<string, Machine>>): string {
  const sections = Object.entries(machines).map(([name, machine]) =>
    [`## ${name}`, machine.Comment ?? '', picture(machine), table(machine)].join('\n\n'),
  );
  return `${HEAD}\n${sections.join('\n\n')}\n`;
}

function picture(machine: Machine): string {
  return ['```mermaid', 'flowchart TD', ...nodes(machine, '  '), '```'].join('\n');
}

function nodes(machine: Machine, indent: string): string[] {
  const common = commonCatch(machine);
  return [
    ...Object.entries(machine.States).flatMap(([name, state]) => node(name, state, indent)),
    ...Object.entries(machine.States).flatMap(([name, state]) =>
      arrows(name, state, common).map((line) => indent + line),
    ),
    ...(common === undefined ? [] : [`${indent}failure([any other failure]) -.-> ${id(common)}`]),
  ];
}

function node(name: string, state: State, indent: string): string[] {
  if (!state.ItemProcessor) return [`${indent}${id(name)}${shape(name, state)}`];
  return [
    `${indent}subgraph ${id(name)}["${name}, for each item"]`,
    ...nodes(state.ItemProcessor, `${indent}  `),
    `${indent}end`,
  ];
}

function shape(name: string, { Type }: State): string {
  if (Type === 'Choice') return `{{"${name}"}}`;
  return Type === 'Succeed' || Type === 'Fail' ? `(["${name}"])` : `["${name}"]`;
}

function arrows(name: string, state: State, common: string | undefined): string[] {
  const choices = (state.Choices ?? []).map(({ Condition, Next }) => arrow(name, Next, condition(Condition)));
  const catches = (state.Catch ?? [])
    .filter(({ Next }) => Next !== common)
    .map(({ ErrorEquals, Next }) => `${id(name)} -.->|${failure(ErrorEquals)}| ${id(Next)}`);
  return [
    ...choices,
    ...(state.Default === undefined ? [] : [arrow(name, state.Default, 'else')]),
    ...(state.Next === undefined ? [] : [arrow(name, state.Next)]),
    ...(state.End === true ? [`${id(name)} --> ${id(name)}_end(((" ")))`] : []),
    ...catches,
  ];
}

function arrow(from: string, to: string, label?: string): string {
  return `${id(from)} -->${label === undefined ? '' : `|${label}|`} ${id(to)}`;
}

/** The state that most Tasks of a machine lead to when they fail. */
function commonCatch(machine: Machine): string | undefined {
  const counts = new Map<string, number>();
  for (const { Catch = [] } of Object.values(machine.States)) {
    for (const { ErrorEquals, Next } of Catch) {
      if (ErrorEquals.includes('States.ALL')) counts.set(Next, (counts.get(Next) ?? 0) + 1);
    }
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most && most[1] > 1 ? most[0] : undefined;
}

/** \`{% $states.input.next = "execute" %}\` as people read it: next is execute. */
function condition(expression: string): string {
  return expression
    .replace(/^\{%\s*|\s*%\}$/g, '')
    .replaceAll(/\$states\.input\.|\$/g, '')
    .replaceAll(/\s*=\s*"([^"]*)"/g, ' is $1')
    .replaceAll('"', '');
}

function failure(errors: readonly string[]): string {
  return errors.includes('States.ALL') ? 'failure' : errors.join(', ');
}

function table(machine: Machine): string {
  const rows = allStates(machine).map(([name, { Type, Comment = '' }]) => `| ${name} | ${Type} | ${Comment.trim()} |`);
  return ['| state | type | does |', '|---|---|---|', ...rows].join('\n');
}

function id(name: string): string {
  return name.replaceAll(' ', '_');
}
