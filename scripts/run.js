/** `node scripts/run.js <script> ...`: what package.json starts its scripts with. They end when npm ends. */
import { runOnNode } from '../bin/run-on-node.js';

runOnNode(process.argv.slice(2), { endsWithNpm: true });
