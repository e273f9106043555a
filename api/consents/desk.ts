import { createHmac, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import { codeRules } from '../../domain/access/consent.ts';
import type { Operation } from '../../domain/access/grants.ts';
import { DomainError } from '../../domain/errors.ts';
import type { NoticeMessage } from '../../domain/notices/message.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import type { ConsentAbout, Consents } from '../../store/consents/consents.ts';
import type { Registry } from '../../store/registers/registry.ts';
import type { NamedDocument, RequireDocuments } from '../documents/require-documents.ts';
import type { PaperConsent } from './form.ts';

/** What somebody may agree about, where the caller may do this to it. @throws DomainError NOT_FOUND, NOT_PERMITTED */
export type FindAbout = (id: string, operation: Operation, caller: Caller) => Promise<ConsentAbout & Worded>;

interface Worded {
  /** Whose words the code is sent in. */
  readonly policyVersionId: string;
  readonly disease: string;
}

/** The message with the code. */
export type WriteCode = (
  about: ConsentAbout & Worded,
  codeId: string,
  code: string,
  reader: { readonly name: string; readonly phone: string },
) => Promise<NoticeMessage>;

interface Dependencies {
  consents: Consents;
  registry: Pick<Registry, 'contactOf'>;
  requireDocuments: RequireDocuments;
  clock: Clock;
  log: Logger;
  /** 32 bytes in base64, for keyed hashes. */
  lookupKey: string;
  write: WriteCode;
  send: (key: string, message: NoticeMessage) => Promise<unknown>;
}

export type ConsentDesk = ReturnType<ReturnType<typeof createConsentDesks>>;

/** 单独同意: how the person says that whoever acts for them may learn the diagnosis, and takes it back. */
export function createConsentDesks(parts: Dependencies) {
  const { consents, registry, requireDocuments, clock, log, lookupKey, write, send } = parts;

  return (find: FindAbout) => ({
    async list(id: string, caller: Caller) {
      return consents.of(await find(id, 'readConsents', caller));
    },

    /** By the person's own token. */
    async give(id: string, caller: Caller): Promise<string> {
      const about = await find(id, 'giveConsent', caller);
      return consents.give(about, { how: 'ownToken', givenBy: 'person', ...saidTo(caller) });
    },

    /** Whoever records it has looked at the papers. */
    async record(id: string, { givenBy, documentId, guardianshipId }: PaperConsent, caller: Caller): Promise<string> {
      const about = await find(id, 'recordConsent', caller);
      await requireDocuments(papersIn({ documentId, guardianshipId }), caller);
      return consents.give(about, { how: 'document', givenBy, documentId, guardianshipId, ...saidTo(caller) });
    },

    async withdraw(id: string, consentId: string, caller: Caller): Promise<void> {
      await consents.withdraw(await find(id, 'withdrawConsent', caller), consentId, caller.subject, clock.now());
    },

    /**
     * To the telephone that the register holds as the person's, and to no other. Whether it holds one nobody learns
     * from the answer, nor from how long it takes. @throws DomainError CONSENT_CODES_USED_UP
     */
    async askByCode(id: string, caller: Caller): Promise<{ codeId: string; expiresAt: Date }> {
      const about = await find(id, 'askConsentByCode', caller);
      const requestedAt = clock.now();
      const expiresAt = new Date(requestedAt.getTime() + codeRules.minutes * 60_000);
      const code = String(randomInt(10 ** codeRules.digits)).padStart(codeRules.digits, '0');
      const codeId = randomUUID();
      const kept = { id: codeId, codeHash: hashOf(codeId, code), requestedBy: caller.subject, requestedAt, expiresAt };
      if (!(await consents.keepCode(about, kept)))
        throw new DomainError('CONSENT_CODES_USED_UP', 'No more codes are sent to this person today.', {
          params: { most: codeRules.perPersonAndDay },
        });
      void deliver(about, codeId, code).catch((error: unknown) => log.warn({ err: error }, 'a code could not be sent'));
      return { codeId, expiresAt };
    },

    /** @throws DomainError CONSENT_CODE_INVALID, whatever is wrong with it */
    async confirm(id: string, codeId: string, code: string, caller: Caller): Promise<string> {
      const about = await find(id, 'askConsentByCode', caller);
      const hash = await consents.tryCode(about, codeId, clock.now());
      if (hash === undefined || !isSame(hash, hashOf(codeId, code)))
        throw new DomainError('CONSENT_CODE_INVALID', 'The code is not the one that was sent, or counts no more.', {
          params: { minutes: codeRules.minutes, attempts: codeRules.attempts },
        });
      const given = { how: 'registerTelephone', givenBy: 'person', ...saidTo(caller) } as const;
      return consents.giveByCode(about, given, codeId);
    },
  });

  function saidTo({ subject: recordedBy }: Caller) {
    return { recordedBy, givenAt: clock.now() };
  }

  async function deliver(about: ConsentAbout & Worded, codeId: string, code: string): Promise<void> {
    const { name, phone } = (await registry.contactOf(about.personId)) ?? {};
    if (name === undefined || phone === undefined) return;
    await send(`consent:${codeId}`, await write(about, codeId, code, { name, phone }));
  }

  function hashOf(codeId: string, code: string): string {
    return createHmac('sha256', lookupKey).update(`${codeId}\n${code}`).digest('hex');
  }
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function papersIn(papers: Pick<PaperConsent, 'documentId' | 'guardianshipId'>): NamedDocument[] {
  return Object.entries(papers).flatMap(([field, documentId]) =>
    documentId === undefined ? [] : [{ documentId, where: `/body/${field}` }],
  );
}
