/** A decision can be shown to follow from what was recorded, and is not silently changed afterwards. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaseActivities } from '../../activities/case/case-activities.ts';
import { createPrismaRounds } from '../../store/rounds/round-store.ts';
import { createLooks } from '../../activities/case/known-facts.ts';
import { registeredFacts } from '../../store/registers/registered-facts.ts';
import { createTaskStore } from '../../store/tasks/task-store.ts';
import { differencesBetween, replayCase } from '../../cli/replay-decision/replay.ts';
import { report } from '../../cli/replay-decision/report.ts';
import type { Assessed } from '../../domain/eligibility/verdict.ts';
import { openEngine, type Engine } from '../activities/engine.ts';
import { calendar } from '../domain/packs.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const at = '2026-03-02T01:00:01.234Z';

/** A case that the rules have looked at, and decided where they could. */
async function assessedCase(received: Parameters<Engine['receivedCase']>[0] = {}): Promise<string> {
  const { prisma, sealer, store, policyStore: policies } = engine;
  const cases = createCaseActivities({
    store,
    policies,
    looks: createLooks(registeredFacts(engine, sealer)),
    tasks: createTaskStore(prisma),
    calendar,
    rounds: createPrismaRounds(prisma),
  });
  const { caseId } = await engine.receivedCase(received);
  await cases.takeCase({ caseId, opening: 0, runId: 'run-1', at });
  const asked = { ordinal: 0, mayApprove: true, mayRefuse: true, course: { waits: [] } };
  const assessed = await cases.assess({ caseId, opening: 0, ...asked, at });
  if (assessed.kind === 'ruled') await cases.recordDecision({ caseId, opening: 0, ruling: assessed.ruling, at });
  return caseId;
}

const replayOf = async (caseId: string) => (await replayCase(engine, engine.sealer, caseId)).replay;

describe('the rules run again', () => {
  it.each([
    ['approved', {}, 'approve'],
    ['refused for a formal reason', { known: { insurance: [] } }, 'refuse'],
    ['handed over', { known: { records: [] } }, 'handOver'],
  ])('on a case %s answer the same, rule by rule', async (_what, received, kind) => {
    const replay = await replayOf(await assessedCase(received));
    expect(replay.differences).toEqual([]);
    expect(replay.assessments).toMatchObject([{ ordinal: 0, assessedAt: at, verdict: { kind } }]);
    expect(replay.assessments[0]!.trace.length).toBeGreaterThanOrEqual(10);
  });

  it('see what was so then, though the registries say otherwise now', async () => {
    const caseId = await assessedCase();
    const { personId } = await engine.store.get(caseId);
    await engine.prisma.registryInsurance.deleteMany({ where: { personId } });
    expect((await replayOf(caseId)).differences).toEqual([]);
  });

  it('on a case that they have not seen yet', async () => {
    const { caseId } = await engine.receivedCase();
    const { replay, policy } = await replayCase(engine, engine.sealer, caseId);
    expect(replay).toMatchObject({ assessments: [], differences: [], auditEntries: 1 });
    expect(report(replay, policy)).toContain('The rules have not run on this case yet.');
  });

  it('on a case that is not there', async () => {
    await expect(replayOf(randomUUID())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('what was changed afterwards is named', () => {
  it('a verdict', async () => {
    const caseId = await assessedCase({ known: { insurance: [] } });
    await engine.prisma.assessment.updateMany({
      where: { caseId },
      data: { verdict: { kind: 'approve', supersedes: [] } },
    });
    const { differences } = await replayOf(caseId);
    expect(differences).toEqual([
      expect.stringMatching(/^assessment 0, verdict: recorded \{"kind":"approve".*now \{"kind":"refuse"/),
    ]);
  });

  it('the facts', async () => {
    const caseId = await assessedCase();
    const { factsSealed } = await engine.prisma.assessment.findFirstOrThrow({ where: { caseId } });
    const facts = { ...(engine.sealer.open(factsSealed) as object), records: [] };
    await engine.prisma.assessment.updateMany({ where: { caseId }, data: { factsSealed: engine.sealer.seal(facts) } });
    const { differences } = await replayOf(caseId);
    expect(differences.map((difference) => difference.split(':')[0])).toEqual([
      'assessment 0, verdict',
      'assessment 0, step 13 (criterion.confirmedMalignancy)',
    ]);
  });

  it('the decision on the case', async () => {
    const caseId = await assessedCase();
    await engine.prisma.applicationCase.update({
      where: { id: caseId },
      data: { benefitUntil: new Date('2099-12-31') },
    });
    expect((await replayOf(caseId)).differences).toEqual([
      expect.stringMatching(/^decision: recorded .*2031-03-02.*now .*2099-12-31/),
    ]);
  });

  it('an entry put into the audit chain, and one missing at its end', async () => {
    const forged = await assessedCase();
    const [first] = await engine.chainOf(forged);
    const entry = { ...first!, sequence: 5, effect: 'forged:0', data: {} };
    await engine.prisma.auditEntry.create({ data: entry });
    expect((await replayOf(forged)).differences).toEqual([
      'audit chain: entry 5 does not follow from the one before it',
    ]);

    const cut = await assessedCase();
    await engine.prisma.subject.update({ where: { id: cut }, data: { auditSequence: 9 } });
    expect((await replayOf(cut)).differences).toEqual(['audit chain: ends with entry 4, the case has seen 9']);
  });
});

describe('a comparison', () => {
  it('names rules that came to be asked, or are asked no more', () => {
    const step = { rule: 'insuredToday', clause: 'c', path: 'p', saw: {}, answer: 'met', origin: 'pack' } as const;
    const verdict = { kind: 'approve', supersedes: [] } as const;
    const [one, none]: Assessed[] = [
      { verdict, trace: [step] },
      { verdict, trace: [] },
    ];
    expect(differencesBetween(one!, none!)).toEqual([
      expect.stringMatching(/^step 1 \(insuredToday\): recorded \{.*, now nothing$/),
    ]);
    expect(differencesBetween(none!, one!)).toEqual([
      expect.stringMatching(/^step 1 \(insuredToday\): recorded nothing, now \{/),
    ]);
  });
});

describe('the report', () => {
  it('says in Chinese and English what each rule saw and answered, by which clause', async () => {
    const { replay, policy } = await replayCase(engine, engine.sealer, await assessedCase({ known: { records: [] } }));
    const text = report(replay, policy);
    expect(text).toContain('恶性肿瘤 Malignant tumour (malignantTumor)');
    expect(text).toMatch(/正常参保 insured +符合 met +region rizhao, insuranceType resident, today 2026-03-02/);
    expect(text).toContain('→ 转人工审核 left to people');
    expect(text).toContain('缺少“经确诊的恶性肿瘤”的证明材料');
    expect(text).toContain('Evidence for “Confirmed malignancy” is missing');
    expect(text).toContain('The same as recorded');
    expect(text).not.toContain('990101');
  });

  it.each([
    ['approved', {}],
    ['refused', { known: { insurance: [] } }],
  ])('has a name for every rule of a case %s', async (_what, received) => {
    const { replay, policy } = await replayCase(engine, engine.sealer, await assessedCase(received));
    const lines = report(replay, policy).split('\n');
    expect(lines.filter((line) => /^\p{Script=Han}/u.test(line))).toHaveLength(replay.assessments[0]!.trace.length);
  });

  it('puts what differs at its end', async () => {
    const { replay, policy } = await replayCase(engine, engine.sealer, await assessedCase());
    expect(report({ ...replay, differences: ['verdict: …'] }, policy)).toMatch(/NOT AS RECORDED\n  verdict: …$/);
  });
});
