import { z } from 'zod';
import { caseStatuses, stages } from '../../domain/case/stage.ts';
import { outcomes } from '../../domain/case/decision.ts';
import { ownNumber } from '../../domain/identity-number.ts';
import { procedureNames } from '../../domain/policy/schema.ts';
import type { Logger } from '../../platform/log.ts';
import type { ApplicationStart } from '../../workflows/messages.ts';
import type { Reading } from '../reads/witness.ts';
import { requirePermission } from '../http/authentication.ts';
import { decodeCursor, pageQuery } from '../http/cursor.ts';
import { languageHeader } from '../../platform/http/language.ts';
import type { AnswersAwaited } from './answers-awaited.ts';
import { ofApplication, ofListed, ofOutlook, ofReceipt, whomOutlook, whomSubmission } from './disclosed.ts';
import type { ApplicationReads } from './reads.ts';
import { applicationDetail, applicationSummary, outlookShape, receiptShape } from './shapes.ts';
import { route } from '../http/route.ts';
import type { Speaker } from '../http/speaker.ts';
import { outlookForm, submissionForm, type OutlookForm, type SubmissionForm } from './submission/form.ts';
import type { LookAhead } from './submission/outlook.ts';
import type { Receipt } from './submission/receipt.ts';
import type { ReceiveSubmission } from './submission/receive.ts';
import type { StartApplication } from '../temporal/workflow-starter.ts';

interface Dependencies {
  receive: ReceiveSubmission;
  start: StartApplication;
  reads: ApplicationReads;
  awaited: AnswersAwaited;
  lookAhead: LookAhead;
  speak: Speaker;
}

const submissionHeaders = languageHeader.extend({
  'idempotency-key': ownNumber(z.string().min(1).max(200)).describe(
    'The same key gives the same receipt; with another body a conflict',
  ),
  prefer: z
    .string()
    .optional()
    .describe(
      '`wait=N`: answer with the decision if it comes within N seconds (at most 60), or once the case waits for people',
    ),
});

const id = z.object({ id: z.uuid() });

export function applicationRoutes({ receive, start, reads, awaited, lookAhead, speak }: Dependencies) {
  return [
    route({
      method: 'post',
      path: '/v1/applications',
      operationId: 'submitApplication',
      summary: 'Apply for one or more diseases of one person; one case each',
      tags: ['applications'],
      access: 'submitApplication',
      discloses: ofReceipt,
      concerns: ({ body }) => whomSubmission(body as SubmissionForm),
      headers: submissionHeaders,
      body: submissionForm,
      replies: {
        201: { description: 'Received, and every case decided in time', schema: receiptShape },
        202: { description: 'Received; at least one case is still open', schema: receiptShape },
      },
      async handle({ body, headers, signal, log, ...call }) {
        const { caller } = call;
        requirePermission('submitApplication', caller, { region: body.region });
        const receipt = await receive(body, headers['idempotency-key'], caller);
        const waiting = waitFor(receipt, secondsOf(headers.prefer), signal);
        await Promise.all(receipt.starts.map((input) => startOrLeave(input, log)));
        await waiting;
        return receiptReply(receipt, call, headers['accept-language']);
      },
    }),

    route({
      method: 'post',
      path: '/v1/outlooks',
      operationId: 'lookAhead',
      summary: 'What is held already of somebody who would apply, and what would be missing 预填; stores nothing',
      tags: ['applications'],
      access: 'lookAhead',
      discloses: ofOutlook,
      concerns: ({ body }) => whomOutlook(body as OutlookForm),
      headers: languageHeader,
      body: outlookForm,
      replies: { 200: { description: 'As the registries stand now', schema: outlookShape } },
      async handle({ body, headers, caller }) {
        requirePermission('lookAhead', caller, { region: body.region });
        const { policyVersionId, open, held, ...outlook } = await lookAhead(body);
        const say = await speak(policyVersionId, outlook.disease, headers['accept-language']);
        return {
          status: 200,
          body: { ...outlook, held: [...held], open: open.map((reason) => ({ ...reason, text: say(reason) })) },
        };
      },
    }),

    route({
      method: 'get',
      path: '/v1/applications',
      operationId: 'listApplications',
      summary: 'Cases that the caller may see, newest first',
      tags: ['applications'],
      access: 'listCases',
      discloses: ofListed,
      query: z.object({
        region: z.string().optional(),
        status: z.enum(caseStatuses).optional(),
        stage: z.enum(stages).optional(),
        outcome: z.enum(outcomes).optional(),
        procedure: z.enum(procedureNames).optional(),
        disease: z.string().optional(),
        submissionId: z.uuid().optional(),
        overdue: z.stringbool().optional(),
        ...pageQuery,
      }),
      replies: {
        200: {
          description: 'One page',
          schema: z
            .object({ items: z.array(applicationSummary), next: z.string().nullable() })
            .meta({ id: 'ApplicationPage' }),
        },
      },
      async handle({ query: { cursor, limit, ...filter }, caller }) {
        return {
          status: 200,
          body: await reads.list(filter, caller, limit, cursor ? decodeCursor(cursor) : undefined),
        };
      },
    }),

    route({
      method: 'get',
      path: '/v1/applications/{id}',
      operationId: 'getApplication',
      summary: 'One case with its timeline, trace, notices and entitlement',
      tags: ['applications'],
      access: 'readCase',
      discloses: ofApplication,
      params: id,
      headers: languageHeader,
      replies: { 200: { description: 'The case, cut to what the caller may know', schema: applicationDetail } },
      async handle({ params, headers, caller }) {
        return { status: 200, body: await reads.get(params.id, caller, headers['accept-language']) };
      },
    }),
  ];

  function waitFor(receipt: Receipt, seconds: number, signal: AbortSignal): Promise<void> {
    // A repeat finds what the first call led to; it does not wait again.
    if (seconds === 0 || receipt.repeated) return Promise.resolve();
    return awaited.until(
      receipt.cases.map((received) => received.id),
      seconds * 1_000,
      signal,
    );
  }

  /** The receipt stands whether or not Temporal answers: the outbox starts what this call could not. */
  async function startOrLeave(input: ApplicationStart, log: Logger): Promise<void> {
    try {
      await start(input);
    } catch (error) {
      log.warn({ err: error, application: input.caseId }, 'left to the outbox');
    }
  }

  async function receiptReply({ submissionId, receivedAt }: Receipt, reading: Reading, language: string | undefined) {
    const applications = await reads.standing(submissionId, reading, language);
    const decided = applications.every(({ decision }) => decision !== null);
    const body = { submissionId, receivedAt: receivedAt.toISOString(), applications };
    return { status: decided ? (201 as const) : (202 as const), body, isWritten: true };
  }
}

const longestWait = 60;

/** Preferences that we do not know are passed over, as RFC 7240 asks. */
function secondsOf(prefer = ''): number {
  const [, seconds = '0'] = /(?:^|[,;\s])wait=(\d+)\b/.exec(prefer) ?? [];
  return Math.min(longestWait, Number(seconds));
}
