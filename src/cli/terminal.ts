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
  let said = new Set<string>();
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
      said = new Set();
    },
  };
}

/** Without a terminal, a line is printed when it says something new; its running seconds say nothing new. */
function sayNew(err: NodeJS.WritableStream, said: Set<string>, lines: readonly string[]): void {
  for (const line of lines) {
    const plain = stripVTControlCharacters(line);
    const gist = plain.replace(/ {2}\d+(m\d+)?s.*$/, '');
    if (/^\s*○/.test(plain) || said.has(gist)) continue;
    said.add(gist);
    err.write(`${plain}\n`);
  }
}

function cut(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= columns ? line : `${plain.slice(0, columns - 1)}…`;
}
