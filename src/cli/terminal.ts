import { stripVTControlCharacters } from 'node:util';

/** Data goes to standard output, and everything for people to standard error. */
export interface Terminal {
  /** One line or document of data. */
  data(text: string): void;
  /** A line for people. */
  say(text: string): void;
  /** Draws a block of lines over the last one, where the terminal can; elsewhere only the lines that are new. */
  draw(lines: readonly string[]): void;
  /** Leaves the last block where it is. */
  settle(): void;
}

export function terminal(
  streams: { out: NodeJS.WritableStream; err: NodeJS.WriteStream } = { out: process.stdout, err: process.stderr },
): Terminal {
  const { out, err } = streams;
  let drawn = 0;
  let said: Said = { lines: new Set(), path: [] };
  const clear = () => {
    if (drawn > 0) err.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  return {
    data: (text) => void out.write(`${text}\n`),
    say: (text) => {
      clear();
      err.write(`${text}\n`);
    },
    draw: (lines) => {
      if (!err.isTTY) return sayNew(err, said, lines);
      clear();
      const shown = fitting(lines, (err.rows ?? 40) - 1).map((line) => cut(line, err.columns ?? 100));
      err.write(`${shown.join('\n')}\n`);
      drawn = shown.length;
    },
    settle: () => {
      drawn = 0;
      said = { lines: new Set(), path: [] };
    },
  };
}

/** Where not all lines fit, those of resources go first, and then the oldest. */
function fitting(lines: readonly string[], rows: number): readonly string[] {
  const kept = lines.length > rows ? lines.filter((line) => indentOf(line) < RESOURCE_INDENT) : lines;
  return kept.slice(-rows);
}

const RESOURCE_INDENT = 6;
const TIME_AND_REST = / {2}\d+(m\d+)?s.*$/;

interface Said {
  readonly lines: Set<string>;
  /** The last line that was printed and those that it stands below, from the least indented on. */
  path: readonly string[];
}

/**
 * Without a terminal, a line is printed when it says something new below the lines that it stands below; its running seconds
 * say nothing new. Those above come again where others' lines stand in between.
 */
function sayNew(err: NodeJS.WritableStream, said: Said, lines: readonly string[]): void {
  let path: readonly Branch[] = [];
  for (const line of lines) {
    const plain = stripVTControlCharacters(line);
    const gist = plain.replace(TIME_AND_REST, '');
    const indent = indentOf(plain);
    const above = path.filter((branch) => branch.indent < indent);
    path = [...above, { indent, gist, name: gist.trim().replace(/^[○⠿✔✘–] /, '') }];
    const key = [...above.map(({ name }) => name), gist].join('\n');
    if (/^\s*○/.test(plain) || said.lines.has(key)) continue;
    said.lines.add(key);
    const common = above.findIndex(({ name }, depth) => said.path[depth] !== name);
    for (const branch of common < 0 ? [] : above.slice(common)) err.write(`${branch.gist}\n`);
    said.path = path.map(({ name }) => name);
    err.write(`${plain}\n`);
  }
}

interface Branch {
  readonly indent: number;
  readonly gist: string;
  /** What it is called whatever its mark is. */
  readonly name: string;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** What takes too much room is cut before its action and its seconds, where it has any: these are what moves. */
function cut(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  if (plain.length <= columns) return line;
  const end = /(?: \([a-z ]+\))? {2}\d+(?:m\d+)?s/.exec(plain)?.[0] ?? '';
  const words = plain.slice(0, Math.max(0, columns - end.length - 1));
  return `${words}…${end}`;
}
