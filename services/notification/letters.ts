import { letterPdf } from './letter.ts';
import type { MessageStore } from './message-store.ts';

export type Letters = ReturnType<typeof createLetters>;

/** @param publicUrl where people reach this service to check a letter. */
export function createLetters(store: MessageStore, publicUrl: () => string) {
  return {
    /** @throws DomainError NOT_FOUND */
    async print(messageId: string): Promise<Buffer> {
      const letter = await store.slipOf(messageId);
      return letterPdf(letter, `${publicUrl()}/verify/${letter.code}`);
    },
  };
}
