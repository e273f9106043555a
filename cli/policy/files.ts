import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { DomainError } from '../../domain/errors.ts';
import { loadPolicy } from '../../domain/policy/load.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { fromRoot } from '../../platform/project-root.ts';

/** Every version of every pack, and the example overlays. */
export function everyPolicyFile(): string[] {
  const packs = readdirSync(fromRoot('policies'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const folders = [...packs.map(({ name }) => fromHere('policies', name)), fromHere('examples', 'overlays')];
  return folders.flatMap(yamlFiles);
}

/** @param pack a file, or the name of a pack, whose last version by name it is then. */
export function readPolicy(pack: string, overlayFile?: string): Policy {
  const packFile = packFileOf(pack);
  return loadPolicy(read(packFile), overlayFile === undefined ? undefined : read(overlayFile), {
    pack: packFile,
    overlay: overlayFile ?? '',
  });
}

/** An overlay is read with the pack that it names. */
export function readPolicyFile(file: string): Policy {
  const addressed = addressOf(file);
  return addressed
    ? readPolicy(fromHere('policies', addressed.pack, `${addressed.packVersion}.yaml`), file)
    : readPolicy(file);
}

/** Where an overlay says that it belongs; undefined for a pack, and for what is too broken to tell. */
function addressOf(file: string): { pack: string; packVersion: string } | undefined {
  try {
    const top = parse(read(file)) as { overlay?: unknown; pack: string; packVersion: string } | null;
    return top?.overlay === undefined ? undefined : top;
  } catch (error) {
    if (error instanceof DomainError) throw error;
    return undefined;
  }
}

function packFileOf(pack: string): string {
  if (/\.ya?ml$/.test(pack)) return pack;
  const folder = fromHere('policies', pack);
  const newest = existsSync(folder) ? yamlFiles(folder).at(-1) : undefined;
  if (newest) return newest;
  throw new DomainError('PACK_UNKNOWN', `There is no pack ${pack} under policies/`, { params: { pack } });
}

/** A file of the project, as findings should name it. */
function fromHere(...segments: string[]): string {
  return path.relative(process.cwd(), fromRoot(...segments));
}

function yamlFiles(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.toSorted().map((name) => path.join(folder, name));
}

function read(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new DomainError('NOT_FOUND', `There is no file ${file}`, { params: { file } });
}
