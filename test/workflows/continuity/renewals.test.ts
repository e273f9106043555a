/** A renewal and a change of institution go on under the number that the person has. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EntitlementChange } from '../../../activities/settlement/port.ts';
import { openOffice, type Office } from '../office.ts';
import { clear } from '../stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());
afterEach(() => {
  office.settlement.behaviour = 'answers';
});

const elsewhere = { ...clear, kind: 'institutionChange', institution: 'demo-county-hospital' } as const;

describe('a change of institution', () => {
  it('changes the entitlement, and registers none', async () => {
    const first = await office.apply(clear);
    await first.ended();
    const { personId, filingNumber } = await first.record();
    const second = await office.apply({ ...elsewhere, personId });
    await expect(second.ended()).resolves.toBe('approved');
    expect((await second.record()).filingNumber).toBe(filingNumber);
    const change = office.settlement.done.get(`${second.caseId}:file:0`) as EntitlementChange;
    expect(change).toMatchObject({ filingNumber, institution: 'demo-county-hospital', reason: 'institutionChange' });
  });

  it('waits for the number while what it changes is not filed yet', async () => {
    office.settlement.behaviour = 'isDown';
    const first = await office.apply(clear);
    const { personId } = await first.reached(({ stage }) => stage === 'filing');
    const second = await office.apply({ ...elsewhere, personId });
    // The rules know of the recognition already: it counts from its decision.
    await second.reached(({ stage }) => stage === 'filing');
    await office.passes('1 hour');
    expect(office.settlement.calls).not.toContain(`${second.caseId}:file:0`);

    office.settlement.behaviour = 'answers';
    await office.passes('3 minutes');
    await expect(Promise.all([first.ended(), second.ended()])).resolves.toEqual(['approved', 'approved']);
    expect((await second.record()).filingNumber).toBe((await first.record()).filingNumber);
  });
});
