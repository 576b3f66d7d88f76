import { existsSync } from 'node:fs';
import path from 'node:path';

/** Path of a file that is read, not imported (migrations, templates): the same from source and from dist/. */
export function fromRoot(...parts: string[]): string {
  return path.join(root, ...parts);
}

const root = nearestPackage(import.meta.dirname);

function nearestPackage(directory: string): string {
  const found = existsSync(path.join(directory, 'package.json'));
  return found ? directory : nearestPackage(path.dirname(directory));
}
