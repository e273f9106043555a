import { Router } from 'express';
import { languageOf } from '../../platform/http/language.ts';
import { texts } from '../../platform/texts.ts';
import { longDate } from './letter.ts';
import { maskedName } from './masked.ts';
import type { MessageStore } from './message-store.ts';
import { verificationPage } from './verification-page.ts';
import { typedCode } from './verification-code.ts';

/**
 * /verify/<code>, for anybody who holds a letter: whether it is genuine. It tells what they can read off the letter to
 * compare, names no disease, and masks the name, for who asks may have found the letter.
 */
export function verificationRouter(store: MessageStore): Router {
  const router = Router();
  router.get('/verify/:code', async (request, response) => {
    const language = languageOf(request.get('accept-language'));
    const { text } = texts(language);
    const found = await store.findByCode(typedCode(request.params.code));
    const say = (part: string) => text(`notification.verification.${part}`);
    const rows = found
      ? ([
          [say('office'), found.slip.office],
          [say('kind'), found.slip.title],
          [say('issuedOn'), longDate(language, found.acceptedAt)],
          [say('recipient'), maskedName(found.recipient.name ?? '')],
        ] as const)
      : [];
    const page = {
      language,
      title: say('title'),
      verdict: say(found ? 'genuine' : 'unknown'),
      rows,
      note: say('note'),
    };
    response.status(found ? 200 : 404).set({ 'X-Robots-Tag': 'noindex' });
    response.type('html').send(verificationPage(page));
  });
  return router;
}
