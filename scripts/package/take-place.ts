import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Moves the files of a folder over those of another, and takes away what only the other one had. Each file takes its place
 * in one step, so who reads meanwhile finds every file, old or new, and none that is half written. Both folders are there.
 */
export async function takePlace(draft: string, folder: string): Promise<void> {
  const files = await readdir(draft);
  for (const file of files) await rename(join(draft, file), join(folder, file));
  const left = (await readdir(folder)).filter((file) => !files.includes(file));
  for (const file of left) await rm(join(folder, file), { force: true });
}
