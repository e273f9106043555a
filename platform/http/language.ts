import { z } from 'zod';
import { languages, type Language } from '../../domain/notices/text.ts';

/** Texts for people come in the language asked for; Chinese where nothing else is. */
export const languageHeader = z.object({ 'accept-language': z.string().optional() });

/** Of ours the one that is asked for first, whatever its region; Chinese where none is. */
export function languageOf(acceptLanguage = ''): Language {
  const asked = acceptLanguage
    .split(',')
    .map(rangeIn)
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight);
  const known = asked.map(({ tongue }) => languages.find((language) => tongueOf(language) === tongue));
  return known.find((language) => language !== undefined) ?? 'zh-CN';
}

/** `en-GB;q=0.8`, by RFC 9110. */
function rangeIn(range: string): { tongue: string; weight: number } {
  const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length) ?? '1';
  return { tongue: tongueOf(tag), weight: Number(weight) };
}

function tongueOf(tag: string): string {
  return tag.split('-')[0]!.toLowerCase();
}
