import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { DomainError, type Finding } from '../errors.ts';
import { inconsistencies } from './consistency.ts';
import { overlaid, type Overlaid } from './overlay.ts';
import { overlaySchema, packSchema, type OverlayFile, type PackFile, type Policy } from './schema.ts';
import { findingsOf, readSource, type Source } from './source.ts';
import { isFigure } from './vocabulary.ts';

/** What to call the texts in findings. */
export interface PolicyFileNames {
  readonly pack: string;
  readonly overlay: string;
}

/**
 * Reads a pack, with what an operator's overlay supplies, into one policy.
 * Throws POLICY_INVALID with everything that is wrong, each at file:line:column.
 */
export function loadPolicy(
  packText: string,
  overlayText?: string,
  files: PolicyFileNames = { pack: 'pack', overlay: 'overlay' },
): Policy {
  const packSource = readSource(files.pack, packText);
  const pack = parsed(packSchema, packSource);
  const overlay = overlayText === undefined ? undefined : parsedOverlay(readSource(files.overlay, overlayText));
  refuse([...pack.findings, ...(overlay?.findings ?? [])]);
  const merged = overlaid(pack.data as PackFile, packSource, overlay);
  refuse(merged.findings);
  refuse(inconsistencies(merged));
  return located(merged, policyId(packText, overlayText));
}

/** An overlay on its own. @throws DomainError POLICY_INVALID */
export function readOverlay(text: string, file: string): OverlayFile {
  const { data, findings } = parsedOverlay(readSource(file, text));
  refuse(findings);
  return data;
}

/** SHA-256 over both texts: names exactly the rules that a case began under. */
export function policyId(packText: string, overlayText?: string): string {
  return createHash('sha256')
    .update(JSON.stringify([packText, overlayText ?? null]))
    .digest('hex');
}

function parsed<T extends z.ZodType>(
  schema: T,
  source: Source,
): { data: z.infer<T> | undefined; findings: readonly Finding[] } {
  if (source.findings.length > 0) return { data: undefined, findings: source.findings };
  const result = schema.safeParse(source.data);
  return { data: result.data, findings: findingsOf(result.error?.issues ?? [], source.locate) };
}

function parsedOverlay(source: Source): { data: OverlayFile; source: Source; findings: readonly Finding[] } {
  const { data, findings } = parsed(overlaySchema, source);
  return { data: data as OverlayFile, source, findings };
}

function refuse(findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const [first] = findings;
  throw new DomainError('POLICY_INVALID', `${first!.where}: ${first!.problem}`, { findings });
}

/** The same tree with each figure knowing where it stands and who supplied it. */
function located({ data, originOf }: Overlaid, id: string): Policy {
  const locate = (value: unknown, path: string): unknown => {
    if (Array.isArray(value))
      return value.map((item: unknown, index) => locate(item, `${path}.${codeOf(item) ?? index}`));
    if (typeof value !== 'object' || value === null) return value;
    if (isFigure(value))
      return { ...value, value: locate(value.value, path), path, pack: data.pack, origin: originOf(path) };
    const entries = Object.entries(value).map(([key, child]) => [
      key,
      locate(child, path === '' ? key : `${path}.${key}`),
    ]);
    return Object.fromEntries(entries);
  };
  const policy = locate(data, '') as Omit<Policy, 'id'>;
  return { ...policy, diseases: { ...policy.diseases, value: withCodes(policy.diseases.value) }, id };
}

function withCodes(diseases: Policy['diseases']['value']): Policy['diseases']['value'] {
  if (diseases === null || diseases === 'none') return diseases;
  return Object.fromEntries(Object.entries(diseases).map(([code, disease]) => [code, { ...disease, code }]));
}

function codeOf(item: unknown): string | undefined {
  return (item as { code?: string } | null)?.code;
}
