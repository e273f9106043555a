import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DomainError } from '../../domain/errors.ts';
import { loadPolicy } from '../../domain/policy/load.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { textIn } from '../../platform/text-file.ts';

/** The packs by which claims are settled, by region. */
export interface Policies {
  /** @throws DomainError PACK_UNKNOWN */
  ofRegion(region: string): Policy;
}

/**
 * The last version by name of each pack under `policies/`, with the operator's overlays.
 * @param overlays a folder, or files separated by commas
 * @throws DomainError POLICY_INVALID
 */
export function readPolicies(overlays?: string): Policies {
  const supplied = new Map(overlayFiles(overlays).map((file) => [packOf(file), file]));
  const byRegion = new Map<string, Policy>();
  for (const folder of packFolders()) {
    const pack = join(folder, yamlFiles(folder).at(-1)!);
    const overlay = supplied.get(packOf(pack));
    const policy = loadPolicy(read(pack), overlay && read(overlay), { pack, overlay: overlay ?? '' });
    byRegion.set(policy.region.code, policy);
  }
  return {
    ofRegion(region) {
      const policy = byRegion.get(region);
      if (policy) return policy;
      const known = [...byRegion.keys()];
      throw new DomainError('PACK_UNKNOWN', `No policy pack covers the region ${region}.`, {
        params: { region, known },
      });
    },
  };
}

function packFolders(): string[] {
  const entries = readdirSync(fromRoot('policies'), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => fromRoot('policies', name));
  return folders.filter((folder) => yamlFiles(folder).length > 0);
}

function overlayFiles(source: string | undefined): string[] {
  if (!source) return [];
  if (source.includes(',') || !statSync(source).isDirectory()) return source.split(',').map((file) => file.trim());
  return yamlFiles(source).map((name) => join(source, name));
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted();
}

function packOf(file: string): string {
  return (parse(read(file)) as { pack: string }).pack;
}

function read(file: string): string {
  return textIn(readFileSync(file), file);
}
