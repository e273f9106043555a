import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberOf } from '../../../stack/wheel.ts';
import { DomainError } from '../../../domain/errors.ts';
import { wordsOf } from '../../support/pdf-words.ts';
import { anExpert, approval, chair, refusal, startRoundDesk, type RoundDesk } from './desk.ts';

let desk: RoundDesk;
const expert = anExpert('expert-1');

beforeAll(async () => {
  desk = await startRoundDesk();
});

afterAll(() => desk?.close());

describe('a question to the applicant', () => {
  const also = [{ criterion: 'hypertensiveOrganDamage', evidence: 'inpatientRecord', note: '请补出院小结' }];
  const ask = (member: string, questions: object = { also }, by = expert) =>
    desk.as(by)('POST', `${member}/questions`, questions);

  it('is told to the case, and its member waits', async () => {
    const { member, caseId } = await desk.aRound();
    expect((await ask(member)).status).toBe(204);
    expect(desk.told.at(-1)).toMatchObject({
      workflowId: `application/${caseId}`,
      message: { kind: 'roundAsks' },
    });
    expect(await desk.prisma.roundMember.findFirst({ where: { caseId } })).toMatchObject({ state: 'asked' });
    const message = await desk.prisma.caseMessage.findFirstOrThrow({ where: { caseId } });
    expect(message).toMatchObject({ kind: 'roundAsks', sentBy: 'expert-1' });
    expect(desk.sealer.open(message.bodySealed!)).toEqual({ also });
    expect((await ask(member)).body).toMatchObject({ code: 'STATE_CONFLICT', params: { state: 'asked' } });
  });

  it('asks for evidence of the disease', async () => {
    const { member } = await desk.aRound();
    const { status, body } = await ask(member, {
      also: [
        { ...also[0], evidence: 'horoscope' },
        { ...also[0], criterion: 'luck' },
      ],
    });
    expect([status, body.errors.map(({ where }: any) => where)]).toEqual([
      400,
      ['/body/also/0/evidence', '/body/also/1/criterion'],
    ]);
  });

  it('is asked once in an opening 一次性告知', async () => {
    const { member, caseId } = await desk.aRound();
    const entry = {
      sequence: 1,
      effect: 'supplement:0',
      actor: 'officer-1',
      action: 'supplementRequested',
      data: {},
      previousHash: '',
      hash: '',
    };
    await desk.prisma.auditEntry.create({ data: { subjectId: caseId, at: desk.clock.now(), ...entry } });
    expect((await ask(member)).body).toMatchObject({ status: 422, code: 'ANSWER_NOT_POSSIBLE' });
  });

  it('is for those who judge the case', async () => {
    const { member } = await desk.aRound();
    expect((await ask(member, { also }, anExpert('expert-9'))).status).toBe(403);
  });

  it('that the case refuses leaves it under judgement', async () => {
    const { member, caseId } = await desk.aRound();
    desk.workflows.refusal = new DomainError('ANSWER_NOT_POSSIBLE', 'Asked before.');
    expect((await ask(member)).status).toBe(422);
    desk.workflows.refusal = undefined;
    expect(await desk.prisma.roundMember.findFirst({ where: { caseId } })).toMatchObject({ state: 'judging' });
  });
});

describe('the chair 组长', () => {
  const sign = (path: string, by = chair) => desk.as(by)('POST', `${path}/signature`);

  it('signs a closed round: one date of decision, and the coordinator is told', async () => {
    const { path, roundId } = await desk.aRound();
    await desk.closeRound(roundId);
    const { status, body } = await sign(path);
    expect([status, body]).toEqual([200, { decidedAt: desk.clock.now().toISOString() }]);
    expect((await sign(path)).body).toEqual(body);
    expect((await desk.as(chair)('GET', path)).body).toMatchObject({
      state: 'signed',
      signedBy: 'chair-1',
      decidedAt: body.decidedAt,
    });
    expect(await desk.prisma.outbox.findUnique({ where: { id: `roundSigned:${roundId}` } })).toMatchObject({
      payload: { roundId },
    });
    expect((await sign(path, { ...chair, subject: 'chair-2' })).status).toBe(409);
  });

  it.each(['announced', 'voting'] as const)('signs no round that is %s', async (state) => {
    const { path } = await desk.aRound({ state });
    expect((await sign(path)).body).toMatchObject({ code: 'STATE_CONFLICT', params: { state } });
  });

  it('waits until every ballot is counted', async () => {
    const { path, roundId } = await desk.aRound();
    await desk.prisma.batchRound.update({ where: { id: roundId }, data: { state: 'closed' } });
    expect((await sign(path)).body).toMatchObject({ code: 'STATE_CONFLICT', params: { state: 'counting' } });
  });

  const both = anExpert('expert-1', { roles: ['expert', 'supervisor'] });

  it('has not judged in the round', async () => {
    const { path, member, roundId } = await desk.aRound();
    await desk.cast(both, member, approval);
    await desk.closeRound(roundId);
    expect((await sign(path, both)).body).toMatchObject({ status: 403, code: 'FOUR_EYES', params: { rule: 'judged' } });
    expect((await desk.as(both)('POST', `${member}/set-aside`, { note: '示例' })).status).toBe(403);
    expect((await desk.as(both)('GET', path)).body).toMatchObject({
      signingBarredBy: 'judged',
      permittedActions: ['readBallots'],
    });
  });

  it('nor was represented in it', async () => {
    const { path, member, roundId } = await desk.aRound({ members: [['away-2', 'expert-2', 'expert-4']] });
    await desk.standsIn('expert-4', 'away-2');
    await desk.cast(anExpert('expert-4'), member, approval);
    await desk.closeRound(roundId);
    expect((await sign(path, { ...both, subject: 'away-2' })).body).toMatchObject({ code: 'FOUR_EYES' });
  });

  it.each([
    [
      'relative',
      (caseId: string) =>
        desk.prisma.conflict.create({
          data: {
            subjectId: caseId,
            staff: 'chair-1',
            rule: 'relative',
            declaredBy: 'chair-1',
            declaredAt: desk.clock.now(),
          },
        }),
    ],
    [
      'treatingPhysician',
      (caseId: string) =>
        desk.prisma.applicationCase.update({ where: { id: caseId }, data: { treatingPhysician: 'chair-1' } }),
    ],
    [
      'entered',
      (caseId: string) =>
        desk.prisma.submission.updateMany({
          where: { cases: { some: { id: caseId } } },
          data: { clientId: 'chair-1' },
        }),
    ],
  ])('has no part in a case of it: %s', async (rule, becomes) => {
    const { path, caseId, roundId } = await desk.aRound();
    await becomes(caseId);
    await desk.closeRound(roundId);
    expect((await sign(path)).body).toMatchObject({ code: 'FOUR_EYES', params: { rule } });
  });

  it('leaves a case to a later round with a reason, until the round is signed', async () => {
    const { path, member, roundId, cases } = await desk.aRound({
      members: [
        ['expert-1', 'expert-2'],
        ['expert-1', 'expert-2'],
      ],
    });
    const setAside = (of = member) => desk.as(chair)('POST', `${of}/set-aside`, { note: '病历与本人不符' });
    expect((await setAside()).body).toMatchObject({ code: 'STATE_CONFLICT', params: { state: 'voting' } });
    await desk.closeRound(roundId);
    expect([(await setAside()).status, (await setAside()).status]).toEqual([204, 204]);
    const file = (await desk.as(chair)('GET', member)).body;
    expect(file).toMatchObject({ state: 'carried', carriedBecause: 'setAside', outcome: null, note: '病历与本人不符' });
    await sign(path);
    expect((await setAside(`${path}/members/${cases[1]}`)).body).toMatchObject({
      code: 'STATE_CONFLICT',
      params: { state: 'signed' },
    });
    expect((await desk.as(chair)('GET', path)).body.figures).toMatchObject({
      carried: { setAside: 1 },
      outcomes: { approved: 1 },
    });
  });
});

describe('a signed round', () => {
  async function signed() {
    const members = [
      ['expert-1', 'expert-2', 'expert-3'],
      ['expert-1', 'expert-2', 'expert-3'],
    ];
    const round = await desk.aRound({ members });
    const expertRow = {
      roundId: round.roundId,
      subject: 'expert-1',
      specialties: ['cardiology'],
      fallback: true,
      absent: false,
      load: 0,
    };
    await desk.prisma.roundExpert.create({ data: expertRow });
    await desk.cast(expert, round.member, { ...refusal, note: '=HYPERLINK("http://example")' });
    await desk.cast(anExpert('expert-2'), round.member, refusal);
    await desk.closeRound(round.roundId, 'notRecognised');
    await desk.as(chair)('POST', `${round.path}/members/${round.cases[1]}/set-aside`, { note: '示例' });
    await desk.as(chair)('POST', `${round.path}/signature`);
    return round;
  }

  it('is a workbook: figures, members, ballots, panel; what looks like a formula is text', async () => {
    const { path, cases } = await signed();
    const workbook = await desk.bytes(chair, `${path}/export.xlsx`);
    const sheet = (name: string) => memberOf(workbook, `xl/${name}.xml`).toString();
    expect(sheet('workbook')).toMatch(/批次.*入批申请.*票.*专家组/s);
    const written = sheet('sharedStrings');
    for (const said of ['不予认定', '转下批次：组长暂缓认定', cases[0]!, 'expert-2', '市级专家'])
      expect(written).toContain(said);
    expect(written).not.toContain('虚构甲');
    expect([1, 2, 3, 4].map((number) => sheet(`worksheets/sheet${number}`)).join('')).not.toContain('<f>');
    const english = memberOf(await desk.bytes(chair, `${path}/export.xlsx`, 'en'), 'xl/sharedStrings.xml').toString();
    expect(english).toContain('Left to a later round: set aside by the chair');
  });

  it('is a record to print; the same round gives the same bytes', async () => {
    const { path, cases } = await signed();
    const [first, again] = [
      await desk.bytes(chair, `${path}/record.pdf`),
      await desk.bytes(chair, `${path}/record.pdf`),
    ];
    expect(first.equals(again)).toBe(true);
    const words = (await wordsOf(first)).join('');
    for (const said of ['集中评审批次记录', 'chair-1', '组长暂缓认定', '第1页']) expect(words).toContain(said);
    expect(words).toContain(cases[0]!.slice(0, 8));
    expect(words).not.toContain('虚构甲');
  });

  it('is exported by nobody before it is signed, nor by other regions', async () => {
    const { path, roundId } = await desk.aRound();
    await desk.closeRound(roundId);
    for (const file of ['export.xlsx', 'record.pdf']) {
      expect((await desk.as(chair)('GET', `${path}/${file}`)).body).toMatchObject({
        code: 'STATE_CONFLICT',
        params: { state: 'closed' },
      });
      expect((await desk.as({ ...chair, regions: ['xx-county'] })('GET', `${path}/${file}`)).status).toBe(403);
    }
  });

  it('is inspected member by member, with trace and ballots', async () => {
    const { member, caseId } = await signed();
    const trace = [{ rule: 'insuredToday', clause: 'D3 §一', path: '', saw: {}, answer: 'met', origin: 'pack' }];
    const open = [
      {
        code: 'paperToRead',
        clause: 'Example only',
        params: { criterion: 'hypertensiveOrganDamage', evidence: ['inpatientRecord'] },
      },
    ];
    const verdict = { kind: 'handOver', open };
    const assessment = {
      id: randomUUID(),
      caseId,
      ordinal: 0,
      assessedAt: desk.clock.now(),
      verdict,
      trace,
      factsSealed: desk.sealer.seal({}),
    };
    await desk.prisma.assessment.create({ data: assessment });
    const file = (await desk.as(chair)('GET', member, undefined, { 'accept-language': 'en' })).body;
    expect(file).toMatchObject({
      outcome: 'notRecognised',
      application: { assessments: [{ trace }] },
      open: [{ code: 'paperToRead' }],
    });
    expect(file.ballots.map(({ subject }: any) => subject)).toEqual(['expert-1', 'expert-2']);
    expect(file.reasons[0].text).toContain('is not met');
  });
});
