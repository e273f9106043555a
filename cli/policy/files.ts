import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { DomainError } from '../../domain/errors.ts';
import { policyHistory } from '../../domain/policy/history.ts';
import { loadPolicy } from '../../domain/policy/load.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { textIn } from '../../platform/text-file.ts';

/** Every version of every pack, and the example overlays. */
export function everyPolicyFile(): string[] {
  const packs = readdirSync(fromRoot('policies'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const folders = [...packs.map(({ name }) => fromHere('policies', name)), fromHere('examples', 'overlays')];
  return folders.flatMap(yamlFiles);
}

/** @param pack a file, or the name of a pack, whose version that began last it is then. */
export function readPolicy(pack: string, overlayFile?: string): Policy {
  const packFile = newestPack(pack);
  return loadPolicy(read(packFile), overlayFile === undefined ? undefined : read(overlayFile), {
    pack: packFile,
    overlay: overlayFile ?? '',
  });
}

/** An overlay is read with the pack that it names. */
export function readPolicyFile(file: string): Policy {
  const overlay = overlayIn(file);
  if (!overlay) return readPolicy(file);
  const { pack, packVersion } = overlay;
  if (typeof pack !== 'string' || typeof packVersion !== 'string') {
    throw new DomainError('POLICY_INVALID', 'an overlay names its pack and packVersion');
  }
  return readPolicy(fromHere('policies', pack, `${packVersion}.yaml`), file);
}

/** Undefined for a pack, and for what is too broken to tell. */
function overlayIn(file: string): { pack?: unknown; packVersion?: unknown } | undefined {
  const text = read(file);
  try {
    const top = parse(text) as { overlay?: unknown; pack?: unknown; packVersion?: unknown } | null;
    return top?.overlay === undefined ? undefined : top;
  } catch {
    return undefined;
  }
}

/** @param pack a file, or the name of a pack: then the version that began last. @throws DomainError PACK_UNKNOWN */
function newestPack(pack: string): string {
  const files = versionsOf(pack);
  if (files.length === 1) return files[0]!;
  const history = policyHistory(
    files.map((file) => ({ file, text: read(file) })),
    [],
  );
  return history.termsOf(history.regions[0]!).at(-1)!.pack.file;
}

/** A file, or every version of the pack by this name. @throws DomainError PACK_UNKNOWN */
export function versionsOf(pack: string): string[] {
  if (/\.ya?ml$/.test(pack)) return [pack];
  const folder = fromHere('policies', pack);
  const files = existsSync(folder) ? yamlFiles(folder) : [];
  if (files.length > 0) return files;
  throw new DomainError('PACK_UNKNOWN', `There is no pack ${pack} under policies/`, { params: { pack } });
}

/** Undefined where the project has none for the pack. */
export function exampleOverlayOf(pack: string): string | undefined {
  const file = fromHere('examples', 'overlays', `${pack}.yaml`);
  return existsSync(file) ? file : undefined;
}

/** Codes of the regions that have a pack. */
export function regionsOfPacks(): string[] {
  const tops = everyPolicyFile().map((file) => parse(read(file)) as { region?: { code: string } });
  return [...new Set(tops.flatMap(({ region }) => region?.code ?? []))].toSorted();
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
  if (existsSync(file)) return textIn(readFileSync(file), file);
  throw new DomainError('NOT_FOUND', `There is no file ${file}`, { params: { file } });
}
