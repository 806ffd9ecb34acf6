import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootPlinth } from '../../src/cli/local/boot.ts';
import type { Snapshot } from '../../src/cloud/index.ts';
import { type Stage, stageIn } from './harness.ts';
import { provideBase, provideEnvironment } from './scenes.ts';

/**
 * Plinth alone; with a base; with a base and the environment `dev`. The base has repositories for the applications of all
 * files that share it.
 */
export type SharedScene = 'plinth' | 'base' | 'base-and-dev';

interface Step {
  readonly on: SharedScene | undefined;
  readonly provide: (stage: Stage) => Promise<void>;
}

const STEPS: Readonly<Record<SharedScene, Step>> = {
  plinth: { on: undefined, provide: async () => {} },
  base: { on: 'plinth', provide: (stage) => provideBase(stage) },
  'base-and-dev': {
    on: 'plinth',
    async provide(stage) {
      await provideBase(stage, SHARED_APPLICATIONS);
      await provideEnvironment(stage, 'dev');
    },
  },
};

const SHARED_APPLICATIONS = [
  ...[
    'again',
    'asked',
    'broken',
    'cancelled',
    'canary',
    'crashing',
    'crawler',
    'doubled',
    'early',
    'edited',
    'expired',
  ],
  ...['first', 'fragile', 'granted', 'grown', 'hello', 'late', 'mailer', 'midway', 'migrating', 'placed', 'promoted'],
  ...['pushed', 'queued', 'rejected', 'report', 'rolling', 'shop', 'smoking', 'sorter', 'steady', 'superseded'],
  ...['sweeping', 'there', 'unhealthy', 'weary'],
];

/** Longer than any snapshot takes to come to rest: deliveries and queue pollers end within seconds. */
const REST_SECONDS_MAX = 120;
const CACHE = 'node_modules/.cache/plinth-stages';
const made = new Map<SharedScene, Promise<Snapshot>>();

/** Made at first use, and kept in a file for other workers and runs. */
export function snapshotOf(scene: SharedScene): Promise<Snapshot> {
  const snapshot = made.get(scene) ?? readOrMake(scene);
  made.set(scene, snapshot);
  return snapshot;
}

async function readOrMake(scene: SharedScene): Promise<Snapshot> {
  const folder = join(CACHE, contentHash());
  const file = join(folder, scene);
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const snapshot = await make(scene);
  // Two workers may make the same snapshot at once: each writes all of it, and the last one stays.
  mkdirSync(folder, { recursive: true });
  const draft = `${file}-${crypto.randomUUID()}`;
  writeFileSync(draft, snapshot);
  renameSync(draft, file);
  return snapshot;
}

async function make(scene: SharedScene): Promise<Snapshot> {
  const { on, provide } = STEPS[scene];
  const from = on === undefined ? {} : { from: await snapshotOf(on) };
  const stage = stageIn(await bootPlinth({ clock: 'virtual', port: false, ...from }));
  try {
    await stage.drive(() => provide(stage));
    return await stage.drive(() => stage.plinth.cloud.snapshot(REST_SECONDS_MAX));
  } finally {
    await stage.stop();
  }
}

/** Of everything that goes into a snapshot. Snapshots of other content are removed: they are of no use to anyone. */
function contentHash(): string {
  const hash = createHash('sha256').update(process.version);
  const patterns = [
    'src/cloud/**/*.ts',
    'src/cli/local/*.ts',
    'test/workflows/*.ts',
    '.serverless/*',
    'dist/functions/*',
  ];
  for (const path of globSync([...patterns, 'package-lock.json']).toSorted())
    hash.update(path).update(readFileSync(path));
  const name = hash.digest('hex').slice(0, 32);
  mkdirSync(CACHE, { recursive: true });
  for (const other of readdirSync(CACHE)) {
    if (other !== name) rmSync(join(CACHE, other), { recursive: true, force: true });
  }
  return name;
}
