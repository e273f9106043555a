import { expect, it } from 'vitest';
import { languageOf } from '../../platform/http/language.ts';

it.each([
  [undefined, 'zh-CN'],
  ['', 'zh-CN'],
  ['en', 'en'],
  ['en-GB,en;q=0.9', 'en'],
  ['zh-CN', 'zh-CN'],
  ['zh', 'zh-CN'],
  ['zh-Hans-CN, en;q=0.8', 'zh-CN'],
  ['en;q=0.5, zh;q=0.9', 'zh-CN'],
  ['de, en; q=0.8, zh;q=0.2', 'en'],
  ['de', 'zh-CN'],
  ['en;q=0', 'zh-CN'],
  ['*', 'zh-CN'],
  ['enormous', 'zh-CN'],
  ['en;q=high', 'zh-CN'],
])('who asks for %j is answered in %s', (asked, language) => {
  expect(languageOf(asked)).toBe(language);
});
