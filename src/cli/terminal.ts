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
  let said: Said = { lines: new Set(), heading: '' };
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
      const shown = lines.slice(-(err.rows ?? 40) + 1).map((line) => cut(line, err.columns ?? 100));
      err.write(`${shown.join('\n')}\n`);
      drawn = shown.length;
    },
    settle: () => {
      drawn = 0;
      said = { lines: new Set(), heading: '' };
    },
  };
}

interface Said {
  readonly lines: Set<string>;
  /** The last line that was printed without an indent: what is indented below belongs to it. */
  heading: string;
}

/**
 * Without a terminal, a line is printed when it says something new below its heading; its running seconds say nothing new. The
 * heading comes again where another one's lines stand in between.
 */
function sayNew(err: NodeJS.WritableStream, said: Said, lines: readonly string[]): void {
  let heading = '';
  for (const line of lines) {
    const plain = stripVTControlCharacters(line);
    const gist = plain.replace(/ {2}\d+(m\d+)?s.*$/, '');
    const isHeading = !/^\s/.test(plain);
    if (isHeading) heading = gist;
    const key = isHeading ? gist : `${heading}\n${gist}`;
    if (/^\s*○/.test(plain) || said.lines.has(key)) continue;
    said.lines.add(key);
    if (!isHeading && said.heading !== heading) err.write(`${heading}\n`);
    said.heading = heading;
    err.write(`${plain}\n`);
  }
}

function cut(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= columns ? line : `${plain.slice(0, columns - 1)}…`;
}
