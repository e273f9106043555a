import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOfficer, colleague, type Desk, mine, officer, startStaffedDesk, supervisor } from '../desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startStaffedDesk();
});

afterAll(() => desk?.close());

describe('notes', () => {
  it('are read by those who may work on the task, oldest first, and by nobody barred', async () => {
    const id = await desk.aTask({ ...mine, barred: { 'officer-3': 'decided' } });
    const documentId = randomUUID();
    const paper = { sha256: 'a'.repeat(64), mediaType: 'image/png', size: 1, uploadedAt: desk.clock.now() };
    await desk.prisma.document.create({ data: { id: documentId, ...paper, uploadedBy: 'officer-1' } });
    expect((await desk.as(officer)('POST', `/v1/tasks/${id}/comments`, { text: '已电话核实' })).status).toBe(201);
    desk.clock.at = desk.inHours(1);
    expect(
      (await desk.as(officer)('POST', `/v1/tasks/${id}/attachments`, { documentId, text: '通话记录' })).status,
    ).toBe(201);
    const { items } = (await desk.as(colleague)('GET', `/v1/tasks/${id}/notes`)).body;
    expect(items).toMatchObject([
      { author: 'officer-1', text: '已电话核实', documentId: null },
      { author: 'officer-1', text: '通话记录', documentId },
    ]);
    for (const part of ['notes', 'events']) {
      expect((await desk.as(anOfficer('officer-3'))('GET', `/v1/tasks/${id}/${part}`)).status).toBe(403);
    }
    const stored = await desk.prisma.note.findMany({ where: { taskId: id } });
    expect(Buffer.concat(stored.map(({ textSealed }) => Buffer.from(textSealed!))).includes('核实')).toBe(false);
  });

  it('are written by the holder and the supervisor; papers must be the own ones', async () => {
    const id = await desk.aTask(mine);
    expect((await desk.as(colleague)('POST', `/v1/tasks/${id}/comments`, { text: 'x' })).status).toBe(403);
    expect((await desk.as(supervisor)('POST', `/v1/tasks/${id}/comments`, { text: 'x' })).status).toBe(201);
    const { body } = await desk.as(officer)('POST', `/v1/tasks/${id}/attachments`, { documentId: randomUUID() });
    expect(body.code).toBe('DOCUMENT_UNKNOWN');
  });
});
