import { styleText } from 'node:util';
import { type Session, show } from '../session.ts';

interface ComponentView {
  readonly name: string;
  readonly layer: string;
  readonly summary: string;
  readonly requires: readonly string[];
  readonly parameters?: {
    readonly properties: Readonly<Record<string, { readonly description?: string; readonly default?: unknown }>>;
  };
}

/** The components that can be asked for, or one with its parameters. */
export async function catalogue(session: Session, name: string | undefined): Promise<void> {
  if (name === undefined) {
    const { body } = await session.client.request<{ readonly items: readonly ComponentView[] }>('GET', '/catalogue');
    return show(session, body.items, () =>
      body.items.map((item) => `${item.layer.padEnd(12)} ${item.name.padEnd(16)} ${item.summary}`),
    );
  }
  const { body } = await session.client.request<ComponentView>('GET', `/catalogue/${encodeURIComponent(name)}`);
  show(session, body, () => [
    `${styleText('bold', body.name)} (${body.layer})  ${body.summary}`,
    ...Object.entries(body.parameters?.properties ?? {}).map(
      ([parameter, schema]) =>
        `  ${parameter.padEnd(22)} ${schema.description ?? ''}${schema.default === undefined ? '' : styleText('gray', ` [${schema.default}]`)}`,
    ),
  ]);
}
