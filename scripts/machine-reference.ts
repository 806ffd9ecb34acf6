import { writeFileSync } from 'node:fs';
import { readMachines } from './machine-reference/machine-definitions.ts';
import { stateTitles } from './machine-reference/state-titles.ts';
import { VISITS } from './machine-reference/visit-bounds.ts';
import { workflowsPage } from './machine-reference/workflows-page.ts';

/** A test compares what stands there with what would be written. */
const STATES = 'src/core/operation/machine-states.ts';
const PAGE = 'docs/reference/workflows.md';

const machines = readMachines();
writeFileSync(STATES, stateTitles(machines));
writeFileSync(PAGE, workflowsPage(machines, VISITS));
process.stdout.write(`${STATES} and ${PAGE} are written\n`);
