import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chair, startRoundDesk, type RoundDesk } from './desk.ts';

let desk: RoundDesk;
beforeAll(async () => {
  desk = await startRoundDesk();
});
afterAll(() => desk?.close());

describe('a round opened by hand', () => {
  const open = (differing: object = {}, by = chair, headers: Record<string, string> = {}) =>
    desk.as(by)(
      'POST',
      '/v1/rounds',
      { region: 'rizhao', closesAt: '2026-11-25T17:00:00+08:00', reason: '危重患者较多', ...differing },
      headers,
    );

  it('is not opened while the register has nobody to judge it', async () => {
    const { status, body } = await open();
    expect([status, body.code, body.params]).toEqual([
      422,
      'NOBODY_COMPETENT',
      { region: 'rizhao', missing: ['expert'] },
    ]);
    const expert = {
      subject: 'expert-9',
      roles: ['expert'],
      regions: ['rizhao'],
      updatedAt: desk.clock.now(),
      updatedBy: 'chair-1',
    };
    await desk.prisma.staffMember.create({ data: expert });
  });

  it('takes who is complete now; asking again is the same round', async () => {
    const { status, body, headers, text } = await open();
    expect(status, text).toBe(201);
    expect(body).toMatchObject({
      kind: 'manual',
      state: 'announced',
      month: '2026-11',
      cutOffAt: desk.clock.now().toISOString(),
      reason: '危重患者较多',
      openedBy: 'chair-1',
    });
    expect(headers.get('location')).toBe(body.links.self);
    expect((await open()).body.code).toBe(body.code);
    const start = await desk.prisma.outbox.findUnique({ where: { id: `startRound:rizhao/${body.code}` } });
    expect(start?.payload).toMatchObject({ roundId: `rizhao/${body.code}` });
    const { reasonSealed } = await desk.prisma.batchRound.findUniqueOrThrow({ where: { id: `rizhao/${body.code}` } });
    expect(Buffer.from(reasonSealed!).toString()).not.toContain('危重');
  });

  it('has a code of its own, two at the same time included', async () => {
    const opened = await Promise.all([
      open({ closesAt: '2026-11-26T17:00:00+08:00' }),
      open({ closesAt: '2026-11-26T17:00:00+08:00' }, { ...chair, subject: 'chair-2' }),
    ]);
    expect(opened.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(opened.map(({ body }) => body.code)).size).toBe(2);
  });

  it.each([
    ['in the past', { closesAt: '2026-11-13T17:00:00+08:00' }, 422, 'ROUND_TIMES_INVALID'],
    ['on a day off', { closesAt: '2026-11-22T17:00:00+08:00' }, 422, 'ROUND_TIMES_INVALID'],
    ['in a region that decides nothing in rounds', { region: 'xx-county' }, 403, 'NOT_PERMITTED'],
    ['in a region without a pack', { region: 'nowhere' }, 403, 'NOT_PERMITTED'],
    ['without a reason', { reason: ' ' }, 400, 'INVALID_REQUEST'],
  ])('is not opened %s', async (_why, differing, status, code) => {
    expect((await open(differing)).body).toMatchObject({ status, code });
  });

  it.each([
    ['zh-CN', /^专家至少需要一小时评审：本批次最早可于20\d\d-\d\d-\d\d \d\d:\d\d结束。$/],
    ['en', /at 20\d\d-\d\d-\d\d \d\d:\d\d at the earliest\.$/],
  ])('says in %s when it can close, where that is asked for too early', async (language, words) => {
    const { body } = await open({ closesAt: '2026-11-13T17:00:00+08:00' }, chair, { 'accept-language': language });
    expect(body).toMatchObject({ detail: expect.stringMatching(words), params: { earliest: expect.any(String) } });
  });

  it('is not opened where the pack has no rounds', async () => {
    const everywhere = { ...chair, regions: '*' as const };
    expect((await open({ region: 'xx-county' }, everywhere)).body).toMatchObject({ status: 422, code: 'NO_PROCEDURE' });
  });
});
