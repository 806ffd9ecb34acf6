import { writeFileSync } from 'node:fs';
import { operationsPage } from '../src/cloud/operations-page.ts';
import { RESOURCE_TYPES, SERVICES } from '../src/cloud/services/index.ts';

/** Where the page stands. A test compares it with what would be written. */
const PAGE = 'src/cloud/OPERATIONS.md';

writeFileSync(PAGE, operationsPage(SERVICES, RESOURCE_TYPES));
process.stdout.write(`${PAGE} is written\n`);
