import { eventBound, type Visits } from './event-bound.ts';
import { allStates, type Machine, type State } from './machine-definitions.ts';

const HEAD = `# The state machines

<!-- Made from statemachines/*.asl.yaml by \`npm run reference\`. Change the machines, not this page. -->

A solid arrow is the way of a success or of a choice, a dotted one of a failure. Failures that lead every Task of a machine to the same
state are drawn once, as a note. [The architecture](../architecture.md) says why the machines are as they are.
`;

/** The page \`docs/reference/workflows.md\`: a picture of each machine, and a table of its states. */
export function workflowsPage(
  machines: Readonly<Record<string, Machine>>,
  visits: Readonly<Record<string, Visits>>,
): string {
  const sections = Object.entries(machines).map(([name, machine]) =>
    [`## ${name}`, machine.Comment ?? '', picture(machine), table(machine)].join('\n\n'),
  );
  return `${HEAD}\n${bounds(machines, visits)}\n\n${sections.join('\n\n')}\n`;
}

function bounds(machines: Readonly<Record<string, Machine>>, visits: Readonly<Record<string, Visits>>): string {
  const rows = Object.entries(machines).map(([name, machine]) => {
    const bound = eventBound(machine, visits[name] ?? {});
    const numbers = [bound.visits, bound.waiting, bound.failures, bound.total].map((number) =>
      number.toLocaleString('en'),
    );
    return `| ${name} | ${numbers.join(' | ')} |`;
  });
  return [BOUNDS, '| machine | states | waiting | failed calls | at most |', '|---|---:|---:|---:|---:|', ...rows].join(
    '\n',
  );
}

const BOUNDS = `## Events

Step Functions ends an execution whose history has
[25,000 events](https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html). No execution here reaches 10,000.

- **States**: each state as often as the limits in core let a machine enter it, with the first attempt of each Task. A Task makes five
  events, or six where a task token or another execution is awaited; a Choice makes two; an iteration of the Map two more than its states.
- **Waiting**: the repeated attempts of Tasks whose Retry names \`NotYet\`, \`States.Timeout\` or another condition that passes. As many as
  fit into the machine's TimeoutSeconds, those that make the most events a second first. Of the branches of **converge**, 40 wait at once:
  that is how many iterations Step Functions runs.
- **Failed calls**: 100 calls of Lambda that failed here and there and were repeated, and one outage of Lambda that uses up the retrier that
  all Tasks share (\`statemachines/transient.yml\`): in each branch that runs, and in three states outside the branches.

The sum for a machine is more than any execution makes, because its parts exclude each other: a stack that has three million objects to
delete is not also changed by other operations thirty times.
`;

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
