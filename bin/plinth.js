#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { runOnNode } from './run-on-node.js';

const client = fileURLToPath(new URL('../src/cli/plinth.ts', import.meta.url));
runOnNode([client, ...process.argv.slice(2)], { endsWithNpm: false });
