/** How people write a disease: which words decide it, and which only bring it to mind. */
import type { Disease } from './schema.ts';

/** Width, case, brackets, spaces and hyphens are no difference: 白内障（门诊手术） = 白内障(门诊手术). */
export function wordKey(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{Cf}\p{P}\p{S}]/gu, '');
}

/** 癫痫病 → 癫痫; 综合征 is another disease and stays. */
function stemOf(key: string): string {
  return key.replace(/(?<=.{2})(?:病|症)$/u, '');
}

function wordsOf({ code, names, aliases }: Disease): string[] {
  return [code, names.zh, names.en, ...aliases];
}

/** The one disease that the word names; undefined where none is named, or more than one. */
export function namedBy(word: string, diseases: readonly Disease[]): Disease | undefined {
  const key = wordKey(word);
  if (key === '') return undefined;
  const exactly = diseases.filter((disease) => wordsOf(disease).some((one) => wordKey(one) === key));
  if (exactly.length > 0) return only(exactly);
  return only(diseases.filter((disease) => wordsOf(disease).some((one) => sameButForSuffix(key, wordKey(one)))));
}

/** 癫痫病 = 癫痫, 帕金森 = 帕金森病; of two characters less is no name: 精神 is not 精神病. */
function sameButForSuffix(typed: string, listed: string): boolean {
  const stem = stemOf(typed);
  return stem === listed || (stem.length > 2 && stem === stemOf(listed));
}

function only(diseases: readonly Disease[]): Disease | undefined {
  return diseases.length === 1 ? diseases[0] : undefined;
}

const mostSuggested = 3;
const likeEnough = 0.4;

/** What whoever wrote the word may have meant, the likeliest first. Never decided: 中风 is not always its sequelae. */
export function nearestTo(word: string, diseases: readonly Disease[]): Disease[] {
  const key = wordKey(word);
  if (key === '') return [];
  return diseases
    .map((disease) => ({ disease, likeness: likenessTo(key, disease) }))
    .filter(({ likeness }) => likeness >= likeEnough)
    .toSorted((one, other) => other.likeness - one.likeness)
    .slice(0, mostSuggested)
    .map(({ disease }) => disease);
}

function likenessTo(key: string, disease: Disease): number {
  const { related = [] } = disease;
  if (related.some((word) => wordKey(word) === key)) return 2;
  return Math.max(...[...wordsOf(disease), ...related].map((word) => likeness(stemOf(key), stemOf(wordKey(word)))));
}

/** One within the other, by how much of it; else by the pairs of neighbours that both have (Dice). */
function likeness(one: string, other: string): number {
  const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
  if (shorter.length >= 2 && longer.includes(shorter)) return 1 + shorter.length / longer.length / 2;
  const [pairs, others] = [pairsIn(one), pairsIn(other)];
  if (pairs.size === 0 || others.size === 0) return 0;
  const shared = [...pairs].filter((pair) => others.has(pair)).length;
  return (2 * shared) / (pairs.size + others.size);
}

function pairsIn(word: string): Set<string> {
  const characters = Array.from(word);
  return new Set(characters.slice(1).map((character, index) => characters[index]! + character));
}
