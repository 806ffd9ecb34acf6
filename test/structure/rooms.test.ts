import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importsOf, specifiersOf } from './import-graph.ts';

/** What each room may import, besides itself and packages. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/core': [],
  'src/aws': ['src/core'],
  functions: ['src/aws', 'src/core'],
  'src/cli': ['src/aws', 'src/core'],
  'src/cloud': [],
};

/** The island's only entry: `npm start` boots it. */
const CLOUD_ENTRY = 'src/cloud/index.ts';

/** Provides functions a `setTimeout` of its own, and so has to name it. */
const LAMBDA_RUNTIME = 'src/cloud/services/lambda/runtime/';

/** Packages that only `src/aws` may know: core decides, and never reaches AWS. */
const SDK = /^(@aws-sdk|@smithy|@aws-lambda-powertools|@middy)\//;

const ROOMS = Object.keys(MAY_IMPORT);
const files = ROOMS.flatMap((room) => globSync(`${room}/**/*.ts`)).map((file) => file.replaceAll('\\', '/'));

test('rooms import only what stands below them', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => !isAllowed(file, target))
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('core knows no SDK, no clock and no environment variable', () => {
  const wrong = files
    .filter((file) => file.startsWith('src/core/'))
    .flatMap((file) => {
      const source = readFileSync(file, 'utf8');
      const packages = specifiersOf(file).filter((specifier) => SDK.test(specifier));
      const ambient = source.match(/process\.env|Date\.now\(|new Date\(\)|Math\.random\(|setTimeout\(/g) ?? [];
      return [...packages, ...ambient].map((found) => `${file}: ${found}`);
    });
  expect(wrong).toEqual([]);
});

test('services of the embedded cloud take time and chance from the kernel alone', () => {
  const wrong = files
    .filter((file) => file.startsWith('src/cloud/services/') && !file.startsWith(LAMBDA_RUNTIME))
    .flatMap((file) =>
      (readFileSync(file, 'utf8').match(/Date\.now\(|new Date\(\)|Math\.random\(|(?<![.\w])setTimeout\(/g) ?? []).map(
        (found) => `${file}: ${found}`,
      ),
    );
  expect(wrong).toEqual([]);
});

function isAllowed(file: string, target: string): boolean {
  const from = roomOf(file);
  const to = roomOf(target);
  if (from === undefined || to === from) return true;
  if (to === undefined) return !target.startsWith('test/') && !target.startsWith('scripts/');
  if (from === 'src/cli' && file.startsWith('src/cli/local') && target === CLOUD_ENTRY) return true;
  return MAY_IMPORT[from]?.includes(to) ?? false;
}

function roomOf(file: string): string | undefined {
  return ROOMS.find((room) => file.startsWith(`${room}/`));
}
