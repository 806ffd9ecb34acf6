import { fork, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type BundleFigures, measureApi, measureBundles } from './bench/measured.ts';
import type { Scenario, Stretch } from './bench/scenario.ts';

/** us-east-1, 2026: Step Functions' standard workflows, and Lambda on Arm. Dollars. */
const PRICES = { transition: 0.025 / 1000, invocation: 0.2 / 1e6, gigabyteSecond: 0.0000133334 };

const LABELS = {
  zeroToProduction: 'zero to production',
  zeroToProductionExpress: 'zero to production, express',
  pushToProduction: 'push to production',
  rollBack: 'roll back',
  toggle: 'toggle',
} as const;

interface Row {
  readonly name: string;
  readonly medianSeconds: number;
  readonly p90Seconds: number;
  readonly transitions: number;
  readonly invocations: number;
  readonly dollars: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seeds: { type: 'string', default: '100' } } });
  const seeds = Number(values.seeds);
  if (!Number.isInteger(seeds) || seeds < 1) throw new Error('--seeds takes a whole number from 1');
  packageService();
  const startedMs = performance.now();
  const scenarios = await runSeeds(seeds);
  const rows = (Object.keys(LABELS) as (keyof Scenario)[]).map((name) => rowOf(name, scenarios));
  print(rows, seeds, (performance.now() - startedMs) / 1000);
  const bundles = measureBundles();
  printBundles(bundles);
  const requestsPerSecond = Math.round(await measureApi());
  process.stdout.write(`\nThe HTTP API answers ${requestsPerSecond} requests a second on this machine.\n`);
  writeFileSync('bench.json', `${JSON.stringify({ seeds, modelled: rows, bundles, requestsPerSecond }, null, 2)}\n`);
}

function packageService(): void {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/package.ts'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** Each processor runs a share of the seeds in a process of its own. */
async function runSeeds(seeds: number): Promise<readonly Scenario[]> {
  const workers = Math.min(seeds, availableParallelism());
  const shares = Array.from({ length: workers }, (_, worker) =>
    Array.from({ length: seeds }, (_seed, index) => index + 1).filter((seed) => seed % workers === worker),
  );
  const scenarios: Scenario[] = [];
  await Promise.all(
    shares.map(
      (share) =>
        new Promise<void>((resolve, reject) => {
          const worker = fork('scripts/bench/seeds.ts', share.map(String));
          worker.on('message', (scenario: Scenario) => {
            scenarios.push(scenario);
            process.stderr.write(`\r${scenarios.length} of ${seeds} seeds`);
          });
          worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`seeds ${share}: status ${code}`))));
        }),
    ),
  );
  process.stderr.write('\n');
  return scenarios;
}

function rowOf(name: keyof Scenario, scenarios: readonly Scenario[]): Row {
  const stretches = scenarios.map((scenario) => scenario[name]);
  const seconds = stretches.map((stretch) => stretch.seconds);
  return {
    name: LABELS[name],
    medianSeconds: quantile(seconds, 0.5),
    p90Seconds: quantile(seconds, 0.9),
    transitions: quantile(
      stretches.map(({ transitions }) => transitions),
      0.5,
    ),
    invocations: quantile(
      stretches.map(({ invocations }) => invocations),
      0.5,
    ),
    dollars: quantile(stretches.map(cost), 0.5),
  };
}

function cost({ transitions, invocations, gigabyteSeconds }: Stretch): number {
  return transitions * PRICES.transition + invocations * PRICES.invocation + gigabyteSeconds * PRICES.gigabyteSecond;
}

/** The value that this share of the values does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function print(rows: readonly Row[], seeds: number, tookSeconds: number): void {
  process.stdout.write(
    `Modelled seconds over ${seeds} seeds, without a database (run in ${Math.round(tookSeconds)} s):\n\n`,
  );
  process.stdout.write('                              median      p90   transitions   invocations   cost\n');
  for (const { name, medianSeconds, p90Seconds, transitions, invocations, dollars } of rows) {
    const cells = [medianSeconds.toFixed(1).padStart(8), p90Seconds.toFixed(1).padStart(8)];
    const counts = [String(transitions).padStart(13), String(invocations).padStart(13)];
    process.stdout.write(`${name.padEnd(28)}${cells.join(' ')} ${counts.join(' ')}   $${dollars.toFixed(5)}\n`);
  }
}

function printBundles(bundles: readonly BundleFigures[]): void {
  process.stdout.write('\nbundle                       bytes   zipped   import ms\n');
  for (const { name, bundleBytes, zipBytes, importMilliseconds } of bundles) {
    const cells = [
      String(bundleBytes).padStart(8),
      String(zipBytes).padStart(8),
      importMilliseconds.toFixed(0).padStart(11),
    ];
    process.stdout.write(`${name.padEnd(26)}${cells.join(' ')}\n`);
  }
}

await main();
