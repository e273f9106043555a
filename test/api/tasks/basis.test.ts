/** 依据: a decision rests on what was looked at, by whoever makes it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { startSystem, type System } from '../harness.ts';
import {
  agent,
  anAgent,
  anApplicant,
  aPatient,
  desk,
  hospital,
  officer,
  officerElsewhere,
  registered,
  schizophrenia,
  submission,
  supervisor,
  tumour,
  type Patient,
} from '../people.ts';
import { satisfied, settled, upload, withPaper } from '../papers.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system?.close());

const colleague: Caller = { ...officer, subject: 'officer-2' };
const applicant = anApplicant();

interface Waiting {
  readonly caseId: string;
  readonly taskId: string;
}

async function waiting(patient: Patient, caller: Caller, differing: object): Promise<Waiting> {
  const { body } = await system.submit(caller, submission(patient, differing));
  return taskOf(body.applications[0].id);
}

async function taskOf(caseId: string, kind = 'officerDecision'): Promise<Waiting> {
  const found = () => system.prisma.task.findFirst({ where: { subjectId: caseId, kind, state: 'ready' } });
  await expect.poll(found, { timeout: 10_000 }).not.toBeNull();
  return { caseId, taskId: (await found())!.id };
}

async function claim(by: Caller, { taskId }: Waiting): Promise<any> {
  return (await system.as(by)('POST', `/v1/tasks/${taskId}/claim`, { version: 0 })).body;
}

const complete = (by: Caller, { taskId }: Waiting, version: number, decision: object) =>
  system.as(by)('POST', `/v1/tasks/${taskId}/completion`, { version, decision });

async function aTumour(differing: object = {}, caller: Caller = applicant): Promise<Waiting> {
  const patient = aPatient();
  await system.registers(registered(patient, { records: [] }));
  const paper = await withPaper(system, caller, tumour, 'pathologyReport');
  return waiting(patient, caller, { ...paper, ...differing });
}

describe('papers and records 案卷', () => {
  it('are listed to whoever may decide, in the case and in the task, each to be read by them', async () => {
    const here = await aTumour();
    const task = await claim(officer, here);
    const fromTask = idsIn(task.dossier);
    expect(fromTask).toHaveLength(1);
    const of = async (caller: Caller) =>
      (await system.as(caller)('GET', `/v1/applications/${here.caseId}`)).body.dossier;
    for (const reader of [officer, supervisor, applicant, { ...desk, institution: hospital }]) {
      const listed = idsIn(await of(reader));
      expect([reader.subject, listed]).toEqual([reader.subject, fromTask]);
      for (const id of listed) expect([reader.subject, await read(reader, id)]).toEqual([reader.subject, 200]);
    }
    for (const stranger of [
      officerElsewhere,
      anApplicant('stranger-1'),
      { ...desk, institution: 'demo-county-hospital' },
    ])
      expect([stranger.subject, await read(stranger, fromTask[0]!)]).toEqual([stranger.subject, 403]);
  });

  it('are not listed to an agent who may not know the diagnosis', async () => {
    const patient = aPatient();
    await system.registers(registered(patient, { records: [] }));
    const paper = await withPaper(system, agent, tumour, 'pathologyReport');
    const body = { ...paper, channel: 'proxy', agent: anAgent() };
    const { caseId } = await waiting(patient, agent, body);
    expect((await system.as(agent)('GET', `/v1/applications/${caseId}`)).body.dossier).toBeNull();
  });

  it('show the records that speak of what is asked for, and no others', async () => {
    const patient = aPatient();
    const imaging = {
      kind: 'imaging',
      institution: 'demo-township-health-centre',
      on: '2024-05-06',
      icd10: 'C34.1',
    } as const;
    await system.registers(registered(patient, { records: [imaging, schizophrenia] }));
    const task = await claim(officer, await waiting(patient, applicant, {}));
    const shown = task.dossier.criteria.flatMap(({ evidence }: any) => evidence.flatMap(({ records }: any) => records));
    expect(shown).toEqual([expect.objectContaining({ ...imaging, proves: false })]);
  });
});

describe('an approval', () => {
  it('of somebody whom no register knows is impossible until one does', async () => {
    const patient = aPatient();
    const here = await waiting(patient, applicant, await withPaper(system, applicant, tumour, 'pathologyReport'));
    const { open, version } = await claim(officer, here);
    expect(open.map(({ code, satisfiedBy }: any) => [code, satisfiedBy])).toContainEqual([
      'personUnknown',
      ['register'],
    ]);
    const decision = { outcome: 'approved', answers: satisfied(open, '本人持证到窗口') };
    const { status, body } = await complete(officer, here, version, decision);
    expect([status, body.code]).toEqual([422, 'DECISION_INCOMPLETE']);
    expect(body.errors[0].problem).toContain('personUnknown');
    await system.registers(registered(patient, { records: [] }));
    expect((await complete(officer, here, version, decision)).status).toBe(200);
  });

  it('of somebody who turns out not to be insured is impossible', async () => {
    const patient = aPatient();
    const here = await waiting(patient, applicant, await withPaper(system, applicant, tumour, 'pathologyReport'));
    const { open, version } = await claim(officer, here);
    await system.registers(registered(patient, { records: [], insurance: [] }));
    const { status, body } = await complete(officer, here, version, { outcome: 'approved', answers: satisfied(open) });
    expect([status, body.errors.map(({ problem }: any) => problem).join()]).toEqual([
      422,
      expect.stringContaining('notInsured'),
    ]);
  });

  it('rests on papers of this case alone', async () => {
    const here = await aTumour();
    const { open, version } = await claim(officer, here);
    const another = await upload(system, officer);
    const answers = [{ point: 0, answer: 'satisfied', papers: [another] }];
    expect((await complete(officer, here, version, { outcome: 'approved', answers })).status).toBe(422);
    const add = (evidence: string) =>
      system.as(officer)('POST', `/v1/tasks/${here.taskId}/attachments`, { documentId: another, evidence });
    expect((await add('psychiatricDiagnosis')).status).toBe(400);
    expect((await add('pathologyReport')).status).toBe(201);
    const listedTo = async (caller: Caller) =>
      idsIn((await system.as(caller)('GET', `/v1/applications/${here.caseId}`)).body.dossier);
    expect([await listedTo(colleague), await read(colleague, another)]).toEqual([[...open[0].papers, another], 200]);
    expect([await listedTo(applicant), await read(applicant, another)]).toEqual([open[0].papers, 403]);
    expect(open[0].papers).not.toContain(another);
    expect((await complete(officer, here, version, { outcome: 'approved', answers })).status).toBe(200);
  });

  it.each([
    ['none', {}, 'institutionNotChosen'],
    ['one that is not designated', { institution: 'demo-former-workers-hospital' }, 'institutionNotDesignated'],
  ])('with %s as the institution names one that is designated', async (_what, chosen, code) => {
    const patient = aPatient();
    await system.registers(registered(patient, { records: [] }));
    const asked = { disease: 'malignantTumor', ...chosen };
    const here = await waiting(patient, applicant, await withPaper(system, applicant, asked, 'pathologyReport'));
    const { open, version } = await claim(officer, here);
    expect(open.map((point: any) => point.code)).toContain(code);
    const approval = { outcome: 'approved', answers: satisfied(open, '已电话联系') };
    const refused = await Promise.all([
      complete(officer, here, version, approval),
      complete(officer, here, version, { ...approval, correction: { institution: 'demo-former-workers-hospital' } }),
      complete(officer, here, version, { ...approval, correction: { insuranceType: 'employee' } }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([422, 422, 422]);
    const correction = { institution: hospital };
    expect((await complete(officer, here, version, { ...approval, correction })).status).toBe(200);
    await system.ended(here.caseId);
    const found = (await system.as(officer)('GET', `/v1/applications/${here.caseId}`)).body;
    expect(found).toMatchObject({ institution: hospital, outcome: 'approved' });
  });
});

describe('a refusal', () => {
  it('is for what the pack offers for this disease, by its clause, with a note of its own', async () => {
    const patient = aPatient();
    await system.registers(registered(patient, { records: [] }));
    const here = await waiting(patient, applicant, { diseases: [{ disease: 'psychosis', institution: hospital }] });
    const { version, refusalReasons } = await claim(officer, here);
    expect(refusalReasons.map(({ code }: any) => code)).toEqual(['criterionNotMet', 'evidenceInsufficient']);
    const because = (reason: object) =>
      complete(officer, here, version, { outcome: 'notRecognised', reasons: [reason] });
    const ofAnother = await because({ code: 'criterionNotMet', params: { criterion: 'confirmedMalignancy' } });
    expect([ofAnother.status, ofAnother.body.code]).toEqual([422, 'DECISION_INCOMPLETE']);
    expect((await because({ code: 'personDeceased', params: {} })).status).toBe(422);
    const [{ code, params, clause }] = refusalReasons;
    const decision = { outcome: 'notRecognised', reasons: [{ code, params }], noteToPatient: '请到精神专科复诊' };
    expect((await complete(officer, here, version, decision)).status).toBe(200);
    await system.ended(here.caseId);
    const found = (await system.as(applicant)('GET', `/v1/applications/${here.caseId}`)).body;
    expect(found.decision.reasons).toEqual([expect.objectContaining({ code, params, clause })]);
    expect(JSON.stringify(found.timeline)).not.toContain('复诊');
    const letters = (await system.as(applicant)('GET', `/v1/applications/${here.caseId}/messages`)).body.messages;
    expect(JSON.stringify(letters)).toContain('经办人员附言（不是决定的理由）：请到精神专科复诊');
  });
});

describe('what the applicant is asked for', () => {
  it('reaches them in the words of whoever asks, in the letter and where they look, and is evidence of the disease', async () => {
    const here = await aTumour();
    const { version } = await claim(officer, here);
    const asking = (evidence: string) => ({
      outcome: 'supplementRequested',
      also: [{ criterion: 'confirmedMalignancy', evidence, note: '请补盖章的原件' }],
    });
    expect((await complete(officer, here, version, asking('xray'))).status).toBe(400);
    expect((await complete(officer, here, version, asking('inpatientRecord'))).status).toBe(200);
    const seen = async () => (await system.as(applicant)('GET', `/v1/applications/${here.caseId}`)).body;
    await expect.poll(async () => (await seen()).stage).toBe('awaitingSupplement');
    expect((await seen()).missing).toEqual([
      expect.objectContaining({
        code: 'evidenceMissing',
        note: '请补盖章的原件',
        clause: expect.not.stringContaining('PRACTICE'),
      }),
    ]);
    const letters = async () =>
      JSON.stringify((await system.as(applicant)('GET', `/v1/applications/${here.caseId}/messages`)).body.messages);
    await expect.poll(letters, { timeout: 10_000 }).toContain('经办人员说明：请补盖章的原件');
  });
});

describe('an appeal 异议复核', () => {
  it('shows its reviewer first why, with which papers, and what was decided; one tick does not overturn a register', async () => {
    const patient = aPatient();
    await system.registers(registered(patient, { records: [], insurance: [] }));
    const { body } = await system.submit(applicant, submission(patient));
    const [{ id: caseId }] = body.applications;
    await system.ended(caseId);
    const documentId = await upload(system, applicant);
    const appeal = { grounds: '我一直在缴费，附缴费凭证', documents: [{ evidence: 'pathologyReport', documentId }] };
    await system.as(applicant)('POST', `/v1/applications/${caseId}/appeals`, appeal, { 'idempotency-key': caseId });
    const here = await taskOf(caseId, 'appealReview');
    const task = await claim(colleague, here);
    expect(Object.keys(task)[0]).toBe('appeal');
    expect(task.appeal).toMatchObject({
      grounds: appeal.grounds,
      papers: [{ documentId, evidence: 'pathologyReport' }],
      decision: { outcome: 'notRecognised', decidedBy: 'rules', role: null, reasons: [{ code: 'notInsured' }] },
    });
    expect(await read(colleague, documentId)).toBe(200);
    const decision = { outcome: 'approved', answers: await settled(system, colleague, task) };
    const refused = await complete(colleague, here, task.version, decision);
    expect([refused.status, refused.body.code]).toEqual([422, 'DECISION_INCOMPLETE']);
    expect((await system.as(officerElsewhere)('GET', `/v1/tasks/${here.taskId}`)).status).toBe(403);
  });
});

function idsIn(dossier: any): string[] {
  const ofEvidence = dossier.criteria.flatMap(({ evidence }: any) => evidence.flatMap(({ papers }: any) => papers));
  return [...ofEvidence, ...dossier.otherPapers].map(({ documentId }: any) => documentId);
}

async function read(caller: Caller, id: string): Promise<number> {
  return (await system.as(caller)('GET', `/v1/documents/${id}`)).status;
}
