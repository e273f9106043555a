import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { run } from './command.ts';
import { onPath } from './unprivileged.ts';

export interface Wheel {
  requirement: string;
  /** Path inside the wheel. */
  member: string;
  /** SHA-256 of the wheel by Node's platform-arch. */
  sha256: Readonly<Record<string, string>>;
}

/** Fetches a wheel by the user's own pip configuration, checks its hash, and returns the member's bytes. */
export async function fetchFromWheel(wheel: Wheel): Promise<Buffer> {
  const expected = wheel.sha256[`${process.platform}-${process.arch}`];
  if (!expected) throw new Error(`no wheel of ${wheel.requirement} for ${process.platform}-${process.arch}`);
  const folder = await mkdtemp(join(tmpdir(), 'wheel-'));
  try {
    await run(pipDownload(wheel.requirement, folder), { timeout: 300_000 });
    const [name] = await readdir(folder);
    if (!name) throw new Error('pip downloaded nothing');
    const bytes = await readFile(join(folder, name));
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== expected) throw new Error(`${name} has SHA-256 ${found}, expected ${expected}; it is not used`);
    return memberOf(bytes, wheel.member);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function pipDownload(requirement: string, folder: string) {
  const download = ['download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
  const args = [...download, '--dest', folder, requirement];
  const pip = onPath('pip3') ?? onPath('pip');
  if (pip) return { file: pip, args };
  const python = onPath('python3') ?? onPath('python');
  if (python) return { file: python, args: ['-m', 'pip', ...args] };
  throw new Error('neither pip nor python3 is on the PATH');
}

const endOfDirectory = 0x06054b50;

/** Reads one file of a zip archive (below 4 GB, stored or deflated, as wheels are). */
export function memberOf(zip: Buffer, member: string): Buffer {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== endOfDirectory) end -= 1;
  if (end < 0) throw new Error('not a zip archive');
  let entry = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => zip.readUInt16LE(entry + offset)) as [
      number,
      number,
      number,
    ];
    const name = zip.toString('utf8', entry + 46, entry + 46 + nameLength);
    if (name === member) return contentOf(zip, entry);
    entry += 46 + nameLength + extraLength + commentLength;
  }
  throw new Error(`no ${member} in the archive`);
}

function contentOf(zip: Buffer, entry: number): Buffer {
  const method = zip.readUInt16LE(entry + 10);
  const size = zip.readUInt32LE(entry + 20);
  const header = zip.readUInt32LE(entry + 42);
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const content = zip.subarray(start, start + size);
  return method === 0 ? content : inflateRawSync(content);
}
