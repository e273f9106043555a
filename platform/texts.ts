import { readFileSync } from 'node:fs';
import type { Language, Text } from '../domain/notices/text.ts';
import { fingerprint } from './fingerprint.ts';
import { fromRoot } from './project-root.ts';

interface Sentences {
  readonly [name: string]: string | Sentences;
}

const sentences = { 'zh-CN': sentencesIn('zh-CN'), en: sentencesIn('en') } as const satisfies Record<Language, unknown>;

/**
 * The sentences for people, from `locales/`. A key or a value that is missing is a fault of ours, and throws.
 * Values are filled in by one pass, so that a name that looks like a placeholder stays what it is; i18next, whose
 * notation this is, would fill it in again.
 */
export function texts(language: Language): { readonly text: Text } {
  return {
    text(key, params = {}) {
      const sentence = sentences[language].get(key);
      if (sentence === undefined) throw new Error(`No text "${key}" in ${language}`);
      return sentence.replace(/\{\{(\w+)\}\}/g, (placeholder, name: string) => {
        const value = params[name];
        if (value === undefined) throw new Error(`${placeholder} has no value in "${sentence}"`);
        return String(value);
      });
    },
  };
}

/** Every sentence below some keys, by language and key; the version tells it from any other wording. */
export interface Wording {
  readonly version: string;
  readonly sentences: Readonly<Record<Language, Readonly<Record<string, string>>>>;
}

export function wordingBelow(...keys: readonly string[]): Wording {
  const below = (key: string) => keys.some((each) => key === each || key.startsWith(`${each}.`));
  const chosen = (language: Language) => [...sentences[language]].filter(([key]) => below(key));
  const worded = { 'zh-CN': chosen('zh-CN'), en: chosen('en') };
  return {
    version: fingerprint(Object.values(worded)).slice(0, 12),
    sentences: { 'zh-CN': Object.fromEntries(worded['zh-CN']), en: Object.fromEntries(worded.en) },
  };
}

function sentencesIn(language: Language): ReadonlyMap<string, string> {
  const file = readFileSync(fromRoot('locales', `${language}.json`), 'utf8');
  return new Map(flattened(JSON.parse(file) as Sentences));
}

function flattened(tree: Sentences, prefix = ''): [key: string, sentence: string][] {
  return Object.entries(tree).flatMap(([name, child]): [string, string][] =>
    typeof child === 'string' ? [[`${prefix}${name}`, child]] : flattened(child, `${prefix}${name}.`),
  );
}
