import { allStates, kebab, type Machine } from './machine-definitions.ts';

const HEAD = `/**
 * What each Task state does, in the order of its machine: the first sentence of its Comment, which is also what people read of
 * it as a progress step. Made from \`statemachines/*.asl.yaml\` by \`npm run reference\`, and not to be edited.
 */
export const machineStates = {
`;

/** The module \`src/core/operation/machine-states.ts\`. */
export function stateTitles(machines: Readonly<Record<string, Machine>>): string {
  const parts = Object.entries(machines).map(([name, machine]) => {
    const lines = taskTitles(machine).map(([state, title]) => line(key(kebab(state)), text(title)));
    return `  ${key(name)}: {\n${lines.join('')}  },\n`;
  });
  return `${HEAD}${parts.join('')}} as const;\n`;
}

function taskTitles(machine: Machine): readonly (readonly [string, string])[] {
  return allStates(machine)
    .filter(([, { Type }]) => Type === 'Task')
    .map(([name, { Comment = name }]) => [name, firstSentence(Comment)]);
}

/** Without its final stop. */
function firstSentence(comment: string): string {
  return comment.split(/\.(?:\s|$)/)[0] ?? comment;
}

const widthMax = 120;

/** As the formatter writes it. */
function line(name: string, title: string): string {
  const whole = `    ${name}: ${title},`;
  return whole.length <= widthMax ? `${whole}\n` : `    ${name}:\n      ${title},\n`;
}

function key(name: string): string {
  return /^\w+$/.test(name) ? name : `'${name}'`;
}

function text(title: string): string {
  return title.includes("'") ? JSON.stringify(title) : `'${title}'`;
}
