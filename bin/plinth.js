#!/usr/bin/env node
// The client is TypeScript that runs without a build step, on the Node that comes with the development dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bundled = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
const node = existsSync(bundled) ? bundled : process.execPath;
const main = fileURLToPath(new URL('../src/cli/plinth.ts', import.meta.url));
const { status, signal } = spawnSync(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(signal === null ? (status ?? 1) : 130);
