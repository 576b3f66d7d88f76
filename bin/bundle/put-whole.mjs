import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';

/**
 * Makes a folder beside its place and puts it there whole: two commands may start at once.
 * @param {string} folder
 * @param {(unfinished: string) => Promise<unknown>} make
 */
export async function putWhole(folder, make) {
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  await make(unfinished);
  await rename(unfinished, folder).catch(async (error) => {
    await rm(unfinished, { recursive: true });
    if (!existsSync(folder)) throw error;
  });
}
