import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { textIn } from './text-file.ts';

export interface TextFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Every version of every pack in the folder, and the operator's overlays.
 * @param overlays a folder, or files separated by commas
 */
export function readPolicyTexts(packs: string, overlays?: string): { packs: TextFile[]; overlays: TextFile[] } {
  const entries = readdirSync(packs, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return {
    packs: entries.flatMap(({ name }) => yamlFiles(join(packs, name))).map(read),
    overlays: overlayFiles(overlays).map(read),
  };
}

function overlayFiles(source: string | undefined): string[] {
  if (!source) return [];
  if (source.includes(',') || !statSync(source).isDirectory()) return source.split(',').map((file) => file.trim());
  return yamlFiles(source);
}

function yamlFiles(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.toSorted().map((name) => join(folder, name));
}

function read(file: string): TextFile {
  return { file, text: textIn(readFileSync(file), file) };
}
