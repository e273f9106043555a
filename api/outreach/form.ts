import { z } from 'zod';
import { helperKinds } from '../../domain/outreach/contact.ts';
import { telephone } from '../../domain/telephone.ts';
import { freeText, personName } from '../../domain/written-text.ts';
import { code, papers, presence } from '../cases/submission/form.ts';

const version = z.int().min(0).describe('The version that the caller saw');
const note = freeText(2000).optional().describe('Kept sealed');

export const assignmentForm = z
  .strictObject({
    version,
    helper: z.strictObject({
      subject: z.string().trim().min(1).max(200).describe('Subject of the token with the role `agent`'),
      kind: z.enum(helperKinds),
      name: personName,
      phone: telephone.optional(),
      language: z.enum(['zh-CN', 'en']).optional().describe('In which word of it is sent'),
    }),
    contactBy: z.iso.date().optional().describe('By when the person is to have been seen'),
    note,
  })
  .meta({ id: 'ContactAssignment' });

const consent = z
  .strictObject({
    authorisation: freeText(200).describe('How the person agreed: the signed paper, or the call and its witness'),
  })
  .meta({ id: 'ContactConsent', description: 'The person agrees that the helper applies for them' });

const againOn = z.iso.date().describe('When somebody is to try again');

export const reportForm = z
  .discriminatedUnion('result', [
    z.strictObject({
      version,
      result: z.literal('reached'),
      consent: consent.optional(),
      againOn: againOn.optional(),
      note,
    }),
    z.strictObject({ version, result: z.literal('notReached'), againOn, note }),
    z.strictObject({ version, result: z.enum(['wantsNone', 'diedOrMoved']), note }),
  ])
  .meta({ id: 'ContactReport' });

/** What is not held already; the rest of the application is filled in from the register. */
export const contactApplicationForm = z
  .strictObject({
    institution: code.optional().describe('Chosen treating institution 选定定点'),
    phone: telephone.optional(),
    language: z.enum(['zh-CN', 'en']).optional(),
    limitedMobility: z.boolean().optional().describe('Can hardly leave home 行动不便'),
    presence: presence.optional().describe('Where the person has come to the office'),
    documents: papers,
  })
  .meta({ id: 'ContactApplication' });

export type AssignmentForm = z.output<typeof assignmentForm>;
export type ReportForm = z.output<typeof reportForm>;
export type ContactApplicationForm = z.output<typeof contactApplicationForm>;
