import { readFileSync } from 'node:fs';
import { createInstance } from 'i18next';
import { type Language, languages, type Text } from '../domain/notices/text.ts';
import { fromRoot } from './project-root.ts';

const i18n = createInstance();
void i18n.init({
  initAsync: false,
  showSupportNotice: false,
  resources: Object.fromEntries(
    languages.map((language) => [
      language,
      { translation: JSON.parse(readFileSync(fromRoot('locales', `${language}.json`), 'utf8')) as object },
    ]),
  ),
  fallbackLng: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  missingInterpolationHandler: (sentence: string, [placeholder]: RegExpExecArray) => {
    throw new Error(`${placeholder} has no value in "${sentence}"`);
  },
});

/** The sentences for people, from `locales/`. A key or a value that is missing is a fault of ours, and throws. */
export function texts(language: Language): { readonly text: Text } {
  const translate = i18n.getFixedT(language);
  return {
    text(key, params = {}) {
      if (!i18n.exists(key, { lng: language })) throw new Error(`No text "${key}" in ${language}`);
      return translate(key, params);
    },
  };
}
