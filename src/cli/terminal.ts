import { stripVTControlCharacters } from 'node:util';

/** Data is written to standard output, messages and progress to standard error. */
export interface Terminal {
  /** Prints data. */
  data(text: string): void;
  /** Prints a message. */
  say(text: string): void;
  /** Replaces the last block of lines on a terminal; elsewhere prints only the new lines. */
  draw(lines: readonly string[]): void;
  /** Keeps the last block on the screen. */
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

/** If not all lines fit, leaves out the lines of resources first, then the oldest lines. */
function fitting(lines: readonly string[], rows: number): readonly string[] {
  const kept = lines.length > rows ? lines.filter((line) => indentOf(line) < RESOURCE_INDENT) : lines;
  return kept.slice(-rows);
}

const RESOURCE_INDENT = 6;
const TIME_AND_REST = / {2}\d+(m\d+)?s.*$/;

interface Said {
  readonly lines: Set<string>;
  /** The last printed line and its parents, outermost first. */
  path: readonly string[];
}

/**
 * Without a terminal, prints a line when its text is new below its parents; a changed duration does not count. Prints the parents
 * again if lines of other parents were printed in between.
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
  /** The text without its mark. */
  readonly name: string;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Cuts a line that is too long before its action and duration, because these change. */
function cut(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  if (plain.length <= columns) return line;
  const end = /(?: \([a-z ]+\))? {2}\d+(?:m\d+)?s/.exec(plain)?.[0] ?? '';
  const words = plain.slice(0, Math.max(0, columns - end.length - 1));
  return `${words}…${end}`;
}
