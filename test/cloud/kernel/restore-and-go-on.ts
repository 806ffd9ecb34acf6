import { readFileSync } from 'node:fs';
import { startCloud } from '../../../src/cloud/index.ts';
import { goOn } from './snapshot-scene.ts';

/** A process of its own: starts a cloud from the snapshot in the file that is named, and prints what the rest comes to. */
const cloud = await startCloud({ clock: 'virtual', port: false, from: readFileSync(process.argv[2] ?? '') });
const report = await goOn(cloud);
process.stdout.write(JSON.stringify(report));
await cloud.stop();
