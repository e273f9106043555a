import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Blobs } from './blobs.ts';
import type { DiskLocation } from './location.ts';

const forOwnerOnly = { folder: 0o700, file: 0o600 };

/**
 * Files `<first two characters>/<the rest>`. Each is written and flushed in `incoming/`, then takes its place by
 * renaming, so that whatever has a place is whole. A crash may leave a draft in `incoming/`, which nobody reads.
 */
export async function openDiskBlobs({ folder }: DiskLocation): Promise<Blobs> {
  const incoming = join(folder, 'incoming');
  await mkdir(incoming, { recursive: true, mode: forOwnerOnly.folder });
  const placeOf = (name: string) => ({ shelf: join(folder, name.slice(0, 2)), file: name.slice(2) });

  return {
    async write(name, bytes) {
      const { shelf, file } = placeOf(name);
      const draft = join(incoming, randomUUID());
      try {
        await writeFile(draft, bytes, { mode: forOwnerOnly.file, flush: true });
        await mkdir(shelf, { recursive: true, mode: forOwnerOnly.folder });
        await rename(draft, join(shelf, file));
      } finally {
        await rm(draft, { force: true });
      }
      await flushFolder(shelf);
      await flushFolder(folder);
    },
    read(name) {
      const { shelf, file } = placeOf(name);
      return readFile(join(shelf, file)).catch(undefinedIfAbsent);
    },
    ping: () => access(incoming, constants.R_OK | constants.W_OK),
  };
}

/** A name is as durable as the folder that lists it. */
async function flushFolder(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function undefinedIfAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
