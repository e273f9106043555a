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

/** Tells one wording from another: changes with any sentence below one of these keys, in any language. */
export function wordingVersion(...keys: readonly string[]): string {
  const below = (key: string) => keys.some((each) => key === each || key.startsWith(`${each}.`));
  const worded = Object.values(sentences).map((all) => [...all].filter(([key]) => below(key)));
  return fingerprint(worded).slice(0, 12);
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
