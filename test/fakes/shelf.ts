import type { z } from 'zod';

const triesMax = 20;

/** What happens around writes: a process may die before one, and another may be quicker. */
export interface Writer {
  readonly beforeWrite: () => void;
  readonly afterRead: () => Promise<void>;
}

/** Items of one kind by key. What goes in and what comes out are copies, checked by the kind's schema. */
export class Shelf<T> {
  readonly #items = new Map<string, string>();
  readonly #schema: z.ZodType<T> | undefined;
  readonly #writer: Writer;

  constructor(schema: z.ZodType<T> | undefined, writer: Writer) {
    this.#schema = schema;
    this.#writer = writer;
  }

  async read(key: string): Promise<T | undefined> {
    const text = this.#items.get(key);
    return text === undefined ? undefined : this.#parse(JSON.parse(text));
  }

  async create(key: string, item: T): Promise<boolean> {
    if (this.#items.has(key)) return false;
    await this.put(key, item);
    return true;
  }

  async put(key: string, item: T): Promise<void> {
    this.#writer.beforeWrite();
    this.#items.set(key, JSON.stringify(this.#parse(item)));
  }

  async take(key: string): Promise<T | undefined> {
    const item = await this.read(key);
    if (item !== undefined) this.#writer.beforeWrite();
    return this.#items.delete(key) ? item : undefined;
  }

  async update(key: string, decide: (now: T | undefined) => T | undefined): Promise<T | undefined> {
    for (let tries = 0; tries < triesMax; tries++) {
      const before = this.#items.get(key);
      const now = await this.read(key);
      const next = decide(now);
      if (next === now) return now;
      await this.#writer.afterRead();
      if (this.#items.get(key) !== before) continue;
      this.#writer.beforeWrite();
      if (next === undefined) {
        this.#items.delete(key);
        return undefined;
      }
      const written = this.#parse({ ...next, version: versionOf(now) + 1 });
      this.#items.set(key, JSON.stringify(written));
      return written;
    }
    throw new Error(`${key} was always written by others`);
  }

  async remove(key: string, version: number): Promise<boolean> {
    const now = await this.read(key);
    if (now === undefined || versionOf(now) !== version) return false;
    this.#writer.beforeWrite();
    return this.#items.delete(key);
  }

  all(): T[] {
    return [...this.#items.values()].map((text) => this.#parse(JSON.parse(text)));
  }

  entries(): Record<string, unknown> {
    return Object.fromEntries([...this.#items].sort().map(([key, text]) => [key, JSON.parse(text)]));
  }

  #parse(item: unknown): T {
    return this.#schema ? this.#schema.parse(item) : (item as T);
  }
}

function versionOf(item: unknown): number {
  return (item as { version?: number } | undefined)?.version ?? 0;
}
