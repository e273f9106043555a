/** Whatever is sent, it is never we who fail. */
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { startSystem, type System } from '../harness.ts';
import { anAgent, anApplicant, aPatient, desk, hospital, officer, submission, tumour } from '../people.ts';
import { aPdf } from '../../support/papers.ts';

let system: System;
let documentId: string;

beforeAll(async () => {
  system = await startSystem();
  const headers = { 'content-type': 'application/pdf' };
  documentId = (await system.as(desk)('POST', '/v1/documents', aPdf(), headers)).body.id;
});

afterAll(() => system?.close());

const nasty = fc.constantFrom('\u0000', 'a\u0000b', "'; DROP TABLE x; --", '%', '__proto__', '\u202e', ' ', '');
const halfCharacters = fc.constantFrom('\ud800', '\udc00x');
const value = fc.oneof(
  nasty,
  halfCharacters,
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
  fc.double(),
  fc.constant(undefined),
);

describe('a submission', () => {
  it('with any field replaced by anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), value, async (place, replacement) => {
        const paths = pathsOf(complete());
        const body = replaced(complete(), paths[place % paths.length]!, replacement);
        await expectAnswered(desk, 'POST', '/v1/applications', body);
      }),
      { numRuns: 150 },
    );
  });

  it('with any key, wait and language', async () => {
    const header = fc.string({ unit: 'grapheme-ascii' }).filter((text) => text.trim() === text);
    await fc.assert(
      fc.asyncProperty(header, header, header, async (key, prefer, language) => {
        const headers = { 'idempotency-key': key, prefer, 'accept-language': language };
        await expectAnswered(anApplicant(), 'POST', '/v1/applications', submission(aPatient()), headers);
      }),
      { numRuns: 40 },
    );
  });
});

it('a decision with any field replaced by anything', async () => {
  const [{ id: caseId }] = (await system.submit(anApplicant(), submission(aPatient()))).body.applications;
  const { id } = await system.prisma.task.findFirstOrThrow({ where: { subjectId: caseId } });
  await system.as(officer)('POST', `/v1/tasks/${id}/claim`, { version: 0 });
  const reason = { code: 'criterionNotMet', params: { criterion: 'confirmedMalignancy' } };
  // Of an older version, so that none of them decides the case.
  const answers = [{ point: 0, answer: 'satisfied', note: 'x' }];
  const completion = { version: 0, decision: { outcome: 'notRecognised', reasons: [reason], answers } };
  await fc.assert(
    fc.asyncProperty(fc.nat(), value, async (place, replacement) => {
      const paths = pathsOf(completion).filter(([first]) => first !== 'version');
      const body = replaced(completion, paths[place % paths.length]!, replacement);
      await expectAnswered(officer, 'POST', `/v1/tasks/${id}/completion`, body);
    }),
    { numRuns: 80 },
  );
});

it.each(['/v1/applications', '/v1/tasks'])('a list of %s by any filter', async (path) => {
  const name = fc.constantFrom(
    'region',
    'status',
    'stage',
    'disease',
    'submissionId',
    'overdue',
    'mine',
    'cursor',
    'limit',
    'other',
  );
  await fc.assert(
    fc.asyncProperty(name, fc.oneof(nasty, fc.string()), async (field, text) => {
      const query = new URLSearchParams({ [field]: text });
      await expectAnswered(officer, 'GET', `${path}?${query.toString()}`);
    }),
    { numRuns: 60 },
  );
});

it.each(['/v1/applications/', '/v1/tasks/', '/v1/documents/'])('any id under %s', async (path) => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(nasty, fc.string(), fc.uuid()), async (id) => {
      await expectAnswered(officer, 'GET', path + encodeURIComponent(id));
    }),
    { numRuns: 30 },
  );
});

/** Everything that a submission may contain. */
function complete() {
  const items = [{ code: 'x', value: 1, unit: 'mg' }];
  const record = { kind: 'pathology', institution: hospital, on: '2026-01-05', icd10: 'C34.1', items };
  const documents = [{ evidence: 'pathologyReport', documentId }];
  const diseases = [{ ...tumour, kind: 'initial', records: [record], documents }, { disease: 'renalDialysis' }];
  const applicant = { ...aPatient(), email: 'patient@mail.example', language: 'en' };
  return submission(aPatient(), { channel: 'hospital', applicant, agent: anAgent(), diseases });
}

async function expectAnswered(caller: Caller, method: string, path: string, body?: unknown, headers = {}) {
  const all = method === 'POST' ? { 'idempotency-key': randomUUID(), ...headers } : headers;
  const answer = await system.as(caller)(method, path, body, all);
  expect(answer.status, answer.text).toBeLessThan(500);
}

type Path = readonly (string | number)[];

function pathsOf(from: unknown, above: Path = []): Path[] {
  if (from === null || typeof from !== 'object') return [above];
  const keys = Array.isArray(from) ? [...from.keys()] : Object.keys(from);
  const below = keys.flatMap((key) => pathsOf((from as Record<string | number, unknown>)[key], [...above, key]));
  return above.length > 0 ? [above, ...below] : below;
}

function replaced(from: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  const copy: any = structuredClone(from);
  copy[first] = replaced(copy[first], rest, by);
  return copy;
}
