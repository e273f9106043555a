import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { DomainError, isDomainError, type Finding } from '../../domain/errors.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { layers } from '../../domain/policy/benefits-schema.ts';
import { insuranceTypes } from '../../domain/policy/disease-schema.ts';
import { policyHistory } from '../../domain/policy/history.ts';
import { loadPolicy } from '../../domain/policy/load.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { findingsOf, readSource, type Source } from '../../domain/policy/source.ts';
import { ClaimRequest } from '../../services/settlement/contract/claims.ts';
import { textIn } from '../../platform/text-file.ts';
import { versionsOf } from '../policy/files.ts';

const { personRef: _person, region: _region, ...ofAnyClaim } = ClaimRequest.shape;
const amount = z.string().regex(/^\d+\.\d{2}$/, 'yuan with two decimals, as "3000.00"');

const expectation = z.strictObject({
  paid: amount.optional(),
  patientShare: amount.optional(),
  layers: z.record(z.string(), amount).optional().describe('Layer → what it pays'),
  error: z.string().optional().describe('Code of the error that stops the claim'),
});

/** What the service asks of registers and offices, a file says itself. */
const personOnDay = {
  insuranceType: z.enum(insuranceTypes),
  populations: z.array(z.string()).default([]).describe('Categories that the person is marked with'),
  recognised: z.array(z.string()).default([]).describe('Diseases beside those of the lines'),
  assistanceGranted: z.boolean().default(false),
  residentElsewhere: z.boolean().default(false),
  hardship: z.strictObject({ record: z.string(), reduction: z.number().min(0).max(1) }).optional(),
};

const fileClaim = z.strictObject({
  claim: z.string().min(1).describe('What to call it'),
  person: z.string().default('patient').describe('Claims of one person and year are settled one after another'),
  institution: z.string().min(1),
  ...ofAnyClaim,
  ...personOnDay,
  layers: z.array(z.enum(layers)).min(1).optional().describe('Left out: all that the pack settles in one stop'),
  expect: expectation.optional(),
});

const fileSchema = z.strictObject({
  pack: z.string().min(1).describe('Name of a pack under policies/, or a pack file'),
  overlay: z.string().optional().describe('From this file'),
  figures: z.record(z.string(), z.unknown()).default({}).describe('What pack and overlay leave open, as in an overlay'),
  claims: z.array(fileClaim).min(1),
});

export type FileClaim = z.output<typeof fileClaim>;

export interface ClaimsFile {
  /** By what a line of that day is settled. @throws DomainError PACK_UNKNOWN */
  readonly policyOn: (day: PlainDate) => Policy;
  readonly claims: readonly FileClaim[];
}

/**
 * @throws DomainError INVALID_REQUEST with every mistake at file:line:column; POLICY_INVALID, PACK_UNKNOWN, NOT_FOUND
 */
export function readClaims(file: string, overlay?: string): ClaimsFile {
  const source = readSource(file, textOf(file));
  refuse(source.findings);
  if (!isFileOfClaims(source.data)) refuse([noFileOfClaims(file)]);
  const { data, error } = fileSchema.safeParse(source.data);
  refuse(findingsOf(error?.issues ?? [], source.locate).map(({ where, problem }) => ({ where, problem })));
  const { pack, overlay: named, figures, claims } = data!;
  const overlayFile = overlay ?? (named && path.join(path.dirname(file), named));
  return { policyOn: policiesOf(pack, overlayFile, figures, source), claims };
}

/**
 * Of a file of a pack, that one; of a pack by its name, whichever version is in force on the day, completed by the
 * overlay where that is for it. All of them are read at once, so that a mistake shows before anything is settled.
 */
function policiesOf(pack: string, overlay: string | undefined, figures: Record<string, unknown>, source: Source) {
  const versions = versionsOf(pack).map((file) => ({ file, text: textOf(file) }));
  const history = policyHistory(versions, []);
  const [region] = history.regions;
  const packVersion = overlay && (parse(textOf(overlay)) as { packVersion?: unknown }).packVersion;
  const completed = new Map(
    history.termsOf(region!).map(({ policy, pack: { file } }) => {
      const own = versions.length === 1 || packVersion === policy.version ? overlay : undefined;
      return [policy.version, policyOf(file, own, figures, source)];
    }),
  );
  return (day: PlainDate): Policy => {
    const term = history.on(region!, day);
    if (term) return completed.get(term.policy.version)!;
    throw new DomainError('PACK_UNKNOWN', `No version of ${pack} is in force on ${day}.`, {
      params: { pack, on: day },
    });
  };
}

/** Of what is something else altogether, its every key would be a mistake. */
function isFileOfClaims(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'claims' in data;
}

function noFileOfClaims(file: string): Finding {
  const hint = 'Name the pack under `pack` and list the claims under `claims`, as the files in examples/claims do';
  return { where: `${file}:1:1`, problem: 'no file of claims: it has no `claims`', hint };
}

function policyOf(
  packFile: string,
  overlay: string | undefined,
  figures: Record<string, unknown>,
  source: Source,
): Policy {
  const packText = textOf(packFile);
  const files = { pack: packFile, overlay: overlay ?? '' };
  if (Object.keys(figures).length === 0) return loadPolicy(packText, overlay && textOf(overlay), files);
  const { pack: name, version } = parse(packText) as { pack: string; version: string };
  const itself = {
    overlay: 'claims',
    version: 'file',
    pack: name,
    packVersion: version,
    basis: 'Supplied with the claims',
    example: true,
    inForceFrom: '2000-01-01',
  };
  const base: { figures?: object } = overlay ? (parse(textOf(overlay)) as object) : itself;
  try {
    return loadPolicy(packText, JSON.stringify({ ...base, figures: { ...base.figures, ...figures } }), files);
  } catch (error) {
    if (!isDomainError(error) || error.code !== 'POLICY_INVALID') throw error;
    // What is wrong in the figures stands in the file of claims.
    const findings = error.findings.map((finding) => {
      const figure = Object.keys(figures).find((key) => finding.problem.includes(key));
      return { ...finding, where: figure ? source.locate(['figures', figure]) : finding.where };
    });
    throw new DomainError('POLICY_INVALID', error.message, { findings });
  }
}

function textOf(file: string): string {
  return textIn(bytesOf(file), file);
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new DomainError('NOT_FOUND', `There is no file ${file} to read.`, { params: { file }, cause: error });
  }
}

function refuse(findings: readonly Finding[]): void {
  if (findings.length > 0) throw new DomainError('INVALID_REQUEST', 'The file has mistakes.', { findings });
}
