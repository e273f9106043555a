import { z } from 'zod';
import { languages, type Language } from '../../domain/notices/text.ts';

export const InLanguage = z.looseObject({ 'accept-language': z.string().optional() });

/** Chinese where nothing else is asked for. */
export function languageOf(headers: z.output<typeof InLanguage>): Language {
  return languages.find((known) => headers['accept-language']?.startsWith(known)) ?? 'zh-CN';
}
