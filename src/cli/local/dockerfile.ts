/** The parts of a Dockerfile that the embedded cloud supports. */
export interface ImageRecipe {
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly copies: readonly { readonly from: readonly string[]; readonly to: string }[];
  readonly ports: readonly number[];
  readonly labels: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly entrypoint: readonly string[] | undefined;
  readonly command: readonly string[] | undefined;
}

interface Draft {
  readonly arguments: Record<string, string>;
  readonly environment: Record<string, string>;
  readonly copies: { from: string[]; to: string }[];
  readonly ports: number[];
  readonly labels: Record<string, string>;
  workingDirectory: string;
  user: string | undefined;
  entrypoint: readonly string[] | undefined;
  command: readonly string[] | undefined;
}

/**
 * Reads FROM, ARG, ENV, LABEL, WORKDIR, COPY, EXPOSE, USER, ENTRYPOINT and CMD (exec form). Refuses any other
 * instruction by name, because it would need a container engine.
 */
export function parseDockerfile(text: string, buildArguments: Readonly<Record<string, string>> = {}): ImageRecipe {
  const draft: Draft = {
    arguments: {},
    environment: {},
    copies: [],
    ports: [],
    labels: {},
    workingDirectory: '/',
    user: undefined,
    entrypoint: undefined,
    command: undefined,
  };
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const [, instruction = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
    follow(draft, { instruction: instruction.toUpperCase(), rest }, buildArguments);
  }
  const { arguments: _arguments, ...recipe } = draft;
  return recipe;
}

function follow(
  draft: Draft,
  { instruction, rest }: { readonly instruction: string; readonly rest: string },
  buildArguments: Readonly<Record<string, string>>,
): void {
  const value = expand(rest, { ...draft.arguments, ...draft.environment });
  switch (instruction) {
    case 'FROM':
      return;
    case 'ARG': {
      const [name, fallback] = pair(value);
      draft.arguments[name] = buildArguments[name] ?? fallback;
      return;
    }
    case 'ENV':
    case 'LABEL': {
      const [name, text] = pair(value);
      (instruction === 'ENV' ? draft.environment : draft.labels)[name] = text;
      return;
    }
    case 'WORKDIR':
      draft.workingDirectory = value;
      return;
    case 'COPY': {
      const words = value.split(/\s+/);
      draft.copies.push({ from: words.slice(0, -1), to: words.at(-1) ?? '.' });
      return;
    }
    case 'EXPOSE':
      draft.ports.push(Number(value));
      return;
    case 'USER':
      draft.user = value;
      return;
    case 'ENTRYPOINT':
      draft.entrypoint = execForm(instruction, rest);
      return;
    case 'CMD':
      draft.command = execForm(instruction, rest);
      return;
    default:
      throw new Error(`the Dockerfile instruction "${instruction}" needs a container engine; use \`docker build\``);
  }
}

function pair(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  if (at < 0) return [text, ''];
  return [text.slice(0, at), text.slice(at + 1).replace(/^"(.*)"$/, '$1')];
}

function expand(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?/g, (_match, name: string) => values[name] ?? '');
}

function execForm(instruction: string, text: string): readonly string[] {
  const words: unknown = text.startsWith('[') ? JSON.parse(text) : undefined;
  if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return words;
  throw new Error(`write ${instruction} in exec form: ${instruction} ["node", "server.js"]`);
}
