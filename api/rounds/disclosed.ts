/** What answers about rounds show of people. */
import type { z } from 'zod';
import { kindsIn } from '../cases/disclosed.ts';
import { disclosing, type ShownBy } from '../http/disclosing.ts';
import type { memberDetail } from './shapes.ts';

/** A member's file: the case with its trace, and what was said of it. */
export const ofMember = disclosing<z.input<typeof memberDetail>>(({ application }) => ({
  cases: [application.id],
  kinds: [...new Set([...kindsIn(application), 'diagnosis' as const, 'notes' as const])],
}));

/** Every member with disease, result and ballots. */
export const ofRound: ShownBy = (_answer, { params }) => {
  const { region, code } = params as { region: string; code: string };
  return { rounds: [`${region}/${code}`], regions: [region], kinds: ['diagnosis', 'notes'] };
};
