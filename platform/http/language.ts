import { languages, type Language } from '../../domain/notices/text.ts';

/** Chinese where nothing else that we know is asked for. */
export function languageOf(acceptLanguage = ''): Language {
  return languages.find((known) => acceptLanguage.startsWith(known)) ?? 'zh-CN';
}
