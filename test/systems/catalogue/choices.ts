import type { Stage } from '../../workflows/harness.ts';

interface ComponentView {
  readonly name: string;
  readonly layer: string;
  readonly fixed: readonly string[];
  readonly neverDecreases: readonly string[];
  readonly parameters: { readonly properties: Readonly<Record<string, { readonly enum?: readonly unknown[] }>> };
}

/** A scope and what its components need. */
export interface Asking {
  /** Path of the scope. */
  readonly path: string;
  /** The scope's spec with these parameters of each component. */
  spec(components: Readonly<Record<string, object>>): object;
}

/** What a component offers to choose from, by parameter. */
type Choices = Readonly<Record<string, readonly string[]>>;

/** Choices that are not tried, and why. */
const NOT_TRIED: Readonly<Record<string, string>> = {
  'mysql.EngineVersion': 'there is no way back',
  'postgres.EngineVersion': 'there is no way back',
  'search.EngineVersion': 'there is no way back',
  'assets.Signed': 'needs the keys of a signer',
};

/**
 * ACM may take hours (https://repost.aws/knowledge-center/acm-certificate-pending-validation), a custom resource's function
 * waits for 45 minutes. Once in two hundred times that is not enough; the error then says so, and to ask again.
 */
const ACM_IS_SLOW = 'ACM has found the records and is slow; ask again';

/** What each component of a layer offers, in the order of their names. */
export async function choicesOf(
  stage: Stage,
  layer: string,
  without: readonly string[],
): Promise<Readonly<Record<string, Choices>>> {
  const { body } = await stage.send('GET', '/catalogue?limit=100');
  const items = body.items as readonly ComponentView[];
  const names = items.filter((item) => item.layer === layer && !without.includes(item.name)).map(({ name }) => name);
  const views: readonly ComponentView[] = await Promise.all(
    names.map(async (name) => (await stage.send('GET', `/catalogue/${name}`)).body),
  );
  return Object.fromEntries(views.map((view) => [view.name, choicesIn(view)]));
}

function choicesIn({ name, fixed, neverDecreases, parameters }: ComponentView): Choices {
  const stays = [...fixed, ...neverDecreases];
  return Object.fromEntries(
    Object.entries(parameters.properties).flatMap(([parameter, { enum: values = [] }]) => {
      const skipped = values.length === 0 || stays.includes(parameter) || `${name}.${parameter}` in NOT_TRIED;
      return skipped ? [] : [[parameter, someOf([...new Set(values.map(String))])]];
    }),
  );
}

/** All of a short list; of a long one the ends and the middle. */
function someOf(values: readonly string[]): readonly string[] {
  if (values.length <= 5) return values;
  return [0, Math.floor(values.length / 2), values.length - 1].flatMap((n) => values[n] ?? []);
}

/**
 * Asks for all components at once: with the first choice of each parameter, then with the second, and so on until the
 * longest list is through, and for the defaults before and after. What would be replaced is allowed to be. Answers what was
 * refused or failed.
 */
export async function tryChoices(
  stage: Stage,
  choices: Readonly<Record<string, Choices>>,
  asking: Asking,
): Promise<readonly string[]> {
  const allow = Object.keys(choices)
    .map((component) => stackOf(asking.path, component))
    .join(',');
  const problems: string[] = [];
  const ask = async (round: number) => {
    const components = Object.fromEntries(
      Object.entries(choices).map(([component, offered]) => [component, chosen(offered, round)]),
    );
    const said = JSON.stringify(components);
    for (let asked = 1; ; asked++) {
      const answer = await stage.send('PUT', `${asking.path}?allow=${allow}`, { body: asking.spec(components) });
      if (answer.status !== 202) return void problems.push(`${said}: ${answer.body.code} ${answer.body.detail}`);
      const { status, error } = await stage.ended(answer.body.id);
      if (status === 'succeeded') return;
      if (asked === 1 && error?.cause?.includes(ACM_IS_SLOW)) continue;
      return void problems.push(`${said}: ${error?.message} ${error?.cause}`);
    }
  };
  const lengths = Object.values(choices).flatMap((offered) => Object.values(offered).map((values) => values.length));
  const rounds = Math.max(0, ...lengths);
  await ask(rounds);
  for (let round = 0; round <= rounds; round++) await ask(round);
  return problems;
}

/** The choice of each parameter in a round; a parameter whose list is through has its default. */
function chosen(offered: Choices, round: number): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(offered).flatMap(([parameter, values]) => {
      const value = values[round];
      return value === undefined ? [] : [[parameter, value]];
    }),
  );
}

function stackOf(path: string, component: string): string {
  const names = path.split('/').filter((part) => !['', 'environments', 'applications'].includes(part));
  return ['plinth', ...names, component].join('--');
}
