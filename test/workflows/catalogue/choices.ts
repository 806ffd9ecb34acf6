import type { Stage } from '../harness.ts';

interface ComponentView {
  readonly name: string;
  readonly layer: string;
  readonly fixed: readonly string[];
  readonly neverDecreases: readonly string[];
  readonly parameters: { readonly properties: Readonly<Record<string, { readonly enum?: readonly unknown[] }>> };
}

/** How a component is asked for. */
export interface Asking {
  /** Path of its scope. */
  readonly path: string;
  /** The scope's spec with these parameters of the component. */
  spec(component: string, parameters: object): object;
}

/** Choices that are not tried, and why. */
const NOT_TRIED: Readonly<Record<string, string>> = {
  'mysql.EngineVersion': 'there is no way back',
  'postgres.EngineVersion': 'there is no way back',
  'search.EngineVersion': 'there is no way back',
  'assets.Signed': 'needs the keys of a signer',
};

/** Components of a layer that are asked for by themselves, in the order of their names. */
export async function componentsOf(
  stage: Stage,
  layer: string,
  without: readonly string[],
): Promise<readonly string[]> {
  const { body } = await stage.send('GET', '/catalogue?limit=100');
  const items = body.items as readonly ComponentView[];
  return items.filter((item) => item.layer === layer && !without.includes(item.name)).map(({ name }) => name);
}

/**
 * Asks for a component, then for each value that its template lists for a parameter, one after the other, then for the
 * default again; what would be replaced is allowed to be. Answers what was refused or failed.
 */
export async function tryChoices(stage: Stage, component: string, asking: Asking): Promise<readonly string[]> {
  const view: ComponentView = (await stage.send('GET', `/catalogue/${component}`)).body;
  const problems: string[] = [];
  const ask = async (parameters: object) => {
    const said = `${component} ${JSON.stringify(parameters)}`;
    const allow = `allow=${stackOf(asking.path, component)}`;
    const answer = await stage.send('PUT', `${asking.path}?${allow}`, { body: asking.spec(component, parameters) });
    if (answer.status !== 202) return void problems.push(`${said}: ${answer.body.code} ${answer.body.detail}`);
    const { status, error } = await stage.ended(answer.body.id);
    if (status !== 'succeeded') problems.push(`${said}: ${error?.message} ${error?.cause}`);
  };
  await ask({});
  for (const [parameter, { enum: values = [] }] of Object.entries(view.parameters.properties)) {
    const choices = [...new Set(values.map(String))];
    const stays = [...view.fixed, ...view.neverDecreases].includes(parameter);
    if (choices.length === 0 || stays || `${component}.${parameter}` in NOT_TRIED) continue;
    for (const value of someOf(choices)) await ask({ [parameter]: value });
    await ask({});
  }
  return problems;
}

/** All of a short list; of a long one the ends and the middle. */
function someOf(values: readonly string[]): readonly string[] {
  if (values.length <= 5) return values;
  return [0, Math.floor(values.length / 2), values.length - 1].flatMap((n) => values[n] ?? []);
}

function stackOf(path: string, component: string): string {
  const names = path.split('/').filter((part) => !['', 'environments', 'applications'].includes(part));
  return ['plinth', ...names, component].join('--');
}
