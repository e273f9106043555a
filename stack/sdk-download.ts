import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import type { Program } from './temporal-programs.ts';

const artifacts = { temporal: 'cli', 'temporal-test-server': 'temporal-test-server' } as const;
const goNames: Readonly<Record<string, string>> = { x64: 'amd64', win32: 'windows' };

interface DownloadInfo {
  archiveUrl: string;
  fileToExtract: string;
}

/** Fetches a program from where Temporal's own SDK downloads it, and returns its bytes. */
export async function fetchAsSdk({ name, version }: Program): Promise<Buffer> {
  const query = new URLSearchParams({
    platform: goNames[process.platform] ?? process.platform,
    arch: goNames[process.arch] ?? process.arch,
    format: 'tar.gz',
  });
  const asked = await answer(`https://temporal.download/${artifacts[name]}/v${version}?${query.toString()}`, 5_000);
  const { archiveUrl, fileToExtract } = (await asked.json()) as DownloadInfo;
  const archive = await answer(archiveUrl, 300_000);
  const folder = await mkdtemp(join(tmpdir(), 'temporal-'));
  try {
    const file = join(folder, 'archive.tar.gz');
    await writeFile(file, Buffer.from(await archive.arrayBuffer()));
    await run({ file: 'tar', args: ['-xzf', file, '-C', folder, fileToExtract] });
    return await readFile(join(folder, fileToExtract));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function answer(url: string, milliseconds: number): Promise<Response> {
  const response = await fetch(url, { signal: AbortSignal.timeout(milliseconds) });
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
  return response;
}
