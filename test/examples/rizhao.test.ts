import { readdirSync, readFileSync } from 'node:fs';
import { fileTypeFromBuffer } from 'file-type';
import { describe, expect, test } from 'vitest';
import { agentKinds, applicationKinds, submissionForm, type SubmissionForm } from '../../api/cases/submission/form.ts';
import { assess } from '../../domain/eligibility/assess.ts';
import type { CaseIdentity } from '../../domain/case/identity.ts';
import type { Facts, Verdict } from '../../domain/eligibility/verdict.ts';
import { isIdentityNumber } from '../../domain/identity-number.ts';
import { plainDate } from '../../domain/plain-date.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import { getDisease, listedDiseases } from '../../domain/policy/recognition.ts';
import { channels } from '../../domain/policy/schema.ts';
import { exampleApplication, readLines, registryEntry, type ExampleApplication } from '../../examples/format.ts';
import { exampleFiles, rizhaoPolicy } from '../../examples/generate.ts';
import { expertsOf } from '../../examples/office/experts.ts';
import { fromRoot } from '../../platform/project-root.ts';

const folder = fromRoot('examples', 'rizhao');
const applications = readLines(`${folder}/applications.ndjson`, exampleApplication);
const registry = new Map(readLines(`${folder}/registry.ndjson`, registryEntry).map((entry) => [entry.idNumber, entry]));
const policy = rizhaoPolicy();
const now = new Date('2025-07-01T02:00:00Z');

const received = applications.filter((line) => 'cases' in line.expect);
const forms = received.map(({ submission }) => submissionForm.parse(submission));

test('its experts make a panel for whatever waits for a round, and one more where they differ', () => {
  const panel = knownValue(policy.procedures.monthlyBatch!.panel!);
  const experts = expertsOf(policy);
  expect(experts.length).toBeGreaterThanOrEqual(panel.experts + panel.further);
  for (const { specialties } of experts) expect(specialties).toEqual(Object.keys(panel.specialties));
});

describe('the files', () => {
  test.each([...exampleFiles()])('%s is what the generator writes', (path, content) => {
    expect(readFileSync(`${folder}/${path}`).equals(Buffer.from(content))).toBe(true);
  });

  test('there are no others', () => {
    const written = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(written).toHaveLength(exampleFiles().size);
  });

  test.each(readdirSync(`${folder}/documents`))('documents/%s is of the type that its name says', async (name) => {
    const type = await fileTypeFromBuffer(readFileSync(`${folder}/documents/${name}`));
    expect(name.endsWith(`.${type?.ext}`)).toBe(true);
  });

  test('nobody in them can exist', () => {
    for (const { idNumber, name } of registry.values()) {
      expect(idNumber).toMatch(/^9901/);
      expect(isIdentityNumber(idNumber)).toBe(true);
      expect(name).toContain('某');
    }
    const phones = applications.flatMap(({ submission: { applicant, agent } }) => [
      applicant.phone,
      (agent as { phone?: string })?.phone,
    ]);
    for (const phone of phones) if (phone !== undefined) expect(phone).toMatch(/^199-0000-\d{4}$/);
  });
});

describe('what they cover', () => {
  test('at least 300 applications', () => {
    expect(applications.length).toBeGreaterThanOrEqual(300);
  });

  test.each(channels)('channel %s', (channel) => {
    expect(forms.some((form) => form.channel === channel)).toBe(true);
  });

  test.each(agentKinds)('agent %s', (kind) => {
    expect(forms.some(({ agent }) => agent?.kind === kind)).toBe(true);
  });

  test.each(Object.keys(policy.populations))('population %s', (population) => {
    const held = forms.flatMap(({ applicant }) => registry.get(applicant.idNumber)?.categories ?? []);
    expect(held.map(({ category }) => category)).toContain(population);
  });

  test.each(applicationKinds)('kind %s', (kind) => {
    expect(forms.some(({ diseases }) => diseases.some((applied) => applied.kind === kind))).toBe(true);
  });

  test.each(listedDiseases(policy).map((disease) => [disease.names.zh, disease]))(
    '%s, in every wording',
    (_name, disease) => {
      const wordings = applications.flatMap(({ submission }) => submission.diseases.map((applied) => applied.disease));
      expect(wordings).toEqual(expect.arrayContaining([disease.code, disease.names.zh, ...disease.aliases]));
    },
  );

  test.each(['approved', 'notRecognised'])('decided by the rules: %s', (outcome) => {
    expect(expectedCases().some((found) => found.outcome === outcome)).toBe(true);
  });

  test('every paper is sent in by somebody', () => {
    const sent = new Set(applications.flatMap(({ documents }) => documents.map(({ file }) => file)));
    expect([...sent].sort()).toEqual(readdirSync(`${folder}/documents`).sort());
  });
});

describe('what they expect', () => {
  const cases = received.flatMap((line) => casesOf(line));

  test.each(cases)('$key: $note ($disease)', ({ form, role, ordinal, facts, expected }) => {
    const { kind, institution = null, disease } = form.diseases[ordinal]!;
    const { region, insuranceType, channel } = form;
    const { code, procedure } = getDisease(policy, disease);
    const identity: CaseIdentity = form.presence ? 'present' : role === 'applicant' ? 'ownToken' : 'unverified';
    const application = {
      region,
      disease: code,
      kind,
      insuranceType,
      channel,
      institution,
      identity,
      receivedOn: plainDate('2025-07-01'),
    };
    const { verdict } = assess(policy, application, facts, now);
    expect(code).toBe(expected.disease);
    const because = verdict.kind === 'refuse' ? verdict.reasons : verdict.kind === 'handOver' ? verdict.open : [];
    expect([...new Set(because.map((reason) => reason.code))].sort()).toEqual([...(expected.because ?? [])].sort());
    expect({ stage: expected.stage, outcome: expected.outcome }).toEqual(standingAfter(verdict, knownValue(procedure)));
  });

  test('only what is refused as an invalid request may not fit the form', () => {
    const misfits = applications.filter(({ submission }) => !submissionForm.safeParse(submission).success);
    expect(misfits.length).toBeGreaterThan(0);
    for (const { expect: expected } of misfits) expect(expected).toEqual({ error: 'INVALID_REQUEST' });
  });
});

function expectedCases() {
  return received.flatMap(({ expect: expected }) => ('cases' in expected ? expected.cases : []));
}

function casesOf({ key, note, caller: { role }, submission, documents, expect: expected }: ExampleApplication) {
  const form = submissionForm.parse(submission);
  if (!('cases' in expected)) return [];
  return expected.cases.map((found, ordinal) => ({
    key,
    note,
    form,
    role,
    ordinal,
    disease: found.disease,
    facts: factsOf(form, ordinal, documents, key),
    expected: found,
  }));
}

/** What the registries, the uploads and the recognitions of earlier lines would say. */
function factsOf(
  form: SubmissionForm,
  ordinal: number,
  documents: ExampleApplication['documents'],
  key: string,
): Facts {
  const entry = registry.get(form.applicant.idNumber);
  const records = form.diseases[ordinal]!.records.map((record) => ({ ...record, source: 'hospital' as const }));
  return {
    person: { known: entry !== undefined, ...(entry?.diedOn && { diedOn: entry.diedOn }) },
    insurance: entry?.insurance ?? [],
    categories: entry?.categories ?? [],
    records: [...(entry?.records ?? []).map((record) => ({ ...record, source: 'registry' as const })), ...records],
    recognised: approvedBefore(key, form.applicant.idNumber),
    papers: documents
      .filter(({ disease }) => disease === ordinal)
      .map(({ evidence }) => ({ evidence, documentId: 'uploaded' })),
  } as unknown as Facts; // its days are text that the lines' schema has checked
}

/** The office recognised them on the same day, so that their benefit begins tomorrow. */
function approvedBefore(key: string, idNumber: string) {
  const earlier = received.slice(
    0,
    received.findIndex((line) => line.key === key),
  );
  return earlier
    .filter(({ submission }) => submissionForm.parse(submission).applicant.idNumber === idNumber)
    .flatMap(({ expect: expected }) => ('cases' in expected ? expected.cases : []))
    .filter(({ outcome }) => outcome === 'approved')
    .map(({ disease }) => ({ disease, region: 'rizhao', filingNumber: 'RIZHAO-2025-00000001', from: '2025-07-02' }));
}

function standingAfter(verdict: Verdict, procedure: string) {
  if (verdict.kind === 'refuse') return { stage: 'decided', outcome: 'notRecognised' };
  if (procedure === 'monthlyBatch')
    return { stage: lacksSomething(verdict) ? 'awaitingAcceptance' : 'awaitingBatch', outcome: undefined };
  return verdict.kind === 'approve'
    ? { stage: 'decided', outcome: 'approved' }
    : { stage: 'awaitingOfficer', outcome: undefined };
}

/** Only the patient's side can supply it, so that somebody looks before the application is accepted. */
function lacksSomething(verdict: Verdict): boolean {
  return (
    verdict.kind === 'handOver' &&
    verdict.open.some(({ code }) => ['evidenceMissing', 'institutionNotChosen', 'identityNotVerified'].includes(code))
  );
}
