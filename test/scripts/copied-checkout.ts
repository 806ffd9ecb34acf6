import { cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What is needed to package the service. */
const PACKAGED = [
  'functions',
  'infra',
  'package.json',
  'scripts',
  'serverless.yml',
  'src',
  'statemachines',
  'templates',
];

/** Copies what is needed to package the service into a new folder, and answers it. The caller removes it. */
export function copiedCheckout(name: string): string {
  const checkout = mkdtempSync(join(tmpdir(), `plinth-${name}-`));
  for (const path of PACKAGED) cpSync(path, join(checkout, path), { recursive: true });
  symlinkSync(resolve('node_modules'), join(checkout, 'node_modules'), 'junction');
  return checkout;
}
