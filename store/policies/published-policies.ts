import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DomainError } from '../../domain/errors.ts';
import { loadPolicy } from '../../domain/policy/load.ts';
import { missingRecognitionFigures } from '../../domain/policy/recognition.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { PolicyReference } from '../../workflows/messages.ts';
import { textIn } from '../../platform/text-file.ts';

export interface PublishedPolicy {
  readonly policy: Policy;
  readonly reference: PolicyReference;
}

export interface PublishedPolicies {
  /** @throws DomainError PACK_UNKNOWN, REGION_NOT_OPEN naming the figures that are missing. */
  openRegion(region: string): PublishedPolicy;
  all(): readonly PublishedPolicy[];
}

interface Text {
  readonly file: string;
  readonly text: string;
}

/**
 * The packs under `policies/` with the operator's overlays, each stored as an immutable row: a case keeps the
 * contents under which it was opened. Of several versions of a pack, the last by name is in force.
 */
export async function publishPolicies(
  prisma: PrismaClient,
  sources: { packs: string; overlays: string | undefined; now: Date },
): Promise<PublishedPolicies> {
  const overlays = await overlaysOf(sources.overlays);
  const entries: PublishedPolicy[] = [];
  for (const pack of await packsIn(sources.packs)) {
    entries.push(await publish(prisma, pack, overlays, sources.now));
  }
  const byRegion = new Map(entries.map((entry) => [entry.policy.region.code, entry]));
  return {
    all: () => entries,
    openRegion(region) {
      const published = byRegion.get(region);
      if (!published) {
        throw new DomainError('PACK_UNKNOWN', `No policy pack covers the region ${region}.`, {
          params: { region, known: [...byRegion.keys()] },
        });
      }
      requireOpen(published.policy);
      return published;
    },
  };
}

async function publish(
  prisma: PrismaClient,
  pack: Text,
  overlays: Map<string, Text>,
  storedAt: Date,
): Promise<PublishedPolicy> {
  const { pack: name } = parse(pack.text) as { pack: string };
  const overlay = overlays.get(name);
  const policy = loadPolicy(pack.text, overlay?.text, { pack: pack.file, overlay: overlay?.file ?? '' });
  const { id, version } = policy;
  const packSha = sha256(pack.text);
  const overlaySha = overlay ? sha256(overlay.text) : null;
  const row = {
    id,
    pack: name,
    version,
    packSha,
    overlaySha,
    packText: pack.text,
    overlayText: overlay?.text ?? null,
    storedAt,
  };
  await prisma.policyVersion.createMany({ data: [row], skipDuplicates: true });
  return { policy, reference: { pack: name, version, packSha, overlaySha, id } };
}

function requireOpen(policy: Policy): void {
  const missing = missingRecognitionFigures(policy);
  if (missing.length === 0) return;
  throw new DomainError(
    'REGION_NOT_OPEN',
    `${policy.region.names.en} takes no applications yet: figures are missing.`,
    {
      params: { pack: policy.pack, missing: missing.map(({ path, clause }) => ({ path, clause })) },
    },
  );
}

/** One folder a pack, one file a version. */
async function packsIn(folder: string): Promise<Text[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const packs = entries.filter((entry) => entry.isDirectory() && entry.name !== 'calendar');
  return Promise.all(
    packs.map(async ({ name }) => {
      const versions = (await readdir(join(folder, name))).filter((file) => file.endsWith('.yaml')).sort();
      return readText(join(folder, name, versions.at(-1)!));
    }),
  );
}

/** @param source a folder, or files separated by commas. */
async function overlaysOf(source: string | undefined): Promise<Map<string, Text>> {
  if (!source) return new Map();
  const isFolder = !source.includes(',') && (await stat(source)).isDirectory();
  const files = isFolder
    ? (await readdir(source)).filter((file) => file.endsWith('.yaml')).map((file) => join(source, file))
    : source.split(',').map((file) => file.trim());
  const texts = await Promise.all(files.map(readText));
  return new Map(texts.map((text) => [(parse(text.text) as { pack: string }).pack, text]));
}

async function readText(file: string): Promise<Text> {
  return { file, text: textIn(await readFile(file), file) };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
