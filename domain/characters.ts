/** Which characters a text may hold, and what tidies them. Letters of every script count, also beyond the BMP. */

/** Mongolian joins and shapes its letters by invisible characters of its own; they are part of the spelling. */
const mongolian = '\\u180B-\\u180F';

/** Takes up no room, or turns the direction of what stands beside it: nobody who reads the text knows of it. */
const invisible = new RegExp(`(?![${mongolian}])[\\p{Default_Ignorable_Code_Point}\\p{Cf}]`, 'u');
const everyInvisible = new RegExp(invisible.source, 'gu');

const control = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cn}]/u;
const everyControl = new RegExp(control.source, 'gu');

const controlButLines = /(?![\n\t])\p{Cc}/u;

/** ALM, LRM, RLM, embeddings, overrides, isolates. */
const direction = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

const visibleLetter = /(?!\p{Default_Ignorable_Code_Point})[\p{L}\u3007]/u;

export function hasInvisible(text: string): boolean {
  return invisible.test(text);
}

/** Also line ends, halves of characters, and what no character is assigned to. */
export function hasControl(text: string): boolean {
  return control.test(text);
}

export function hasControlButLines(text: string): boolean {
  return controlButLines.test(text);
}

export function turnsDirection(text: string): boolean {
  return direction.test(text);
}

export function hasVisibleLetter(text: string): boolean {
  return visibleLetter.test(text);
}

export function withoutInvisible(text: string): string {
  return text.replaceAll(everyInvisible, '');
}

/** One line of characters that show. */
export function withoutControl(text: string): string {
  return withoutInvisible(text.replaceAll(everyControl, ' '));
}

/** Of what no keyboard tells apart one kind, and one space at most. Line ends stay, to be refused. */
export function withSingleSpaces(text: string): string {
  return text.replaceAll(/[\p{Zs}\t]+/gu, ' ').replaceAll(/^ | $/g, '');
}

const label = '[\\p{L}\\p{N}][\\p{L}\\p{N}-]*';
const topDomain = '(?:[a-z]{2,24}|xn--[a-z0-9-]+|中国|公司|网络|网址|在线|商城|我爱你)(?!\\p{L})';
/** Chinese writers put 。 for the dot of an address; before any other word it ends a sentence. */
const afterIdeographicStop =
  '(?:com|cn|net|org|gov|edu|top|xyz|vip|cc|info|club|shop|site|icu|link|app|me|io|co)(?!\\p{L})';
const everyAddress = new RegExp(
  [
    '[a-z][a-z0-9+.-]*[:：]\\/\\/\\S*',
    'www[.。｡]\\S*',
    '[^\\s@]+@[^\\s@]+\\.[^\\s@]+',
    `(?<![\\d.])\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\d.])(?:[:/]\\S*)?`,
    `${label}(?:\\.${topDomain}|[。｡]${afterIdeographicStop})(?:[:/?#]\\S*)?`,
  ].join('|'),
  'giu',
);

/** Whether the text names a place of the net: a link, a host, an address of mail or of IP, in whatever width. */
export function hasNetAddress(text: string): boolean {
  return searchable(text).search(everyAddress) >= 0;
}

/** Every place of the net becomes an ellipsis. */
export function withoutNetAddresses(text: string): string {
  return hasNetAddress(text) ? searchable(text).replaceAll(everyAddress, '…') : text;
}

/** The letters of addresses in their plain form; the rest, as the full-width comma, as it is written. */
function searchable(text: string): string {
  const plain = (character: string) => {
    const folded = character.normalize('NFKC');
    return /^[\w./@-]+$/.test(folded) ? folded : character;
  };
  return Array.from(withoutInvisible(text), plain).join('');
}
