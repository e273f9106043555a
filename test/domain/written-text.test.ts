import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freeText, nameInNotices, personName, properName, shortMessageText } from '../../domain/written-text.ts';

const named = (name: string) => personName.safeParse(name).success;

describe('the name of a person', () => {
  test.each([
    '张三',
    '欧阳某某',
    '买买提·吐尔逊',
    '阿卜杜拉·艾力·买买提',
    'ئابلىكىم ئابدۇللا', // Uyghur
    'བསྟན་འཛིན་རྒྱ་མཚོ', // Tibetan
    'ᠪᠠᠲᠤ', // Mongolian
    'ᠰᠠᠶᠢᠨ\u180Eᠠ', // Mongolian, with the vowel separator that its spelling needs
    'Anna-Lena O’Neill',
    'John Smith Jr.',
    'J. R. Müller',
    'SMITH, JOHN',
    '𠮷野某', // beyond the BMP
    '张𬭩',
    '𣍯某',
    '李\uE863', // as registers write a character that had no code point
    '张〇',
    '김철수',
    'さくら',
  ])('%s is taken as it is', (name) => {
    expect(personName.parse(name)).toBe(name.normalize('NFC'));
  });

  test.each([
    ['two zero-width spaces', '\u200B\u200B'],
    ['a zero-width space inside', '张\u200B三'],
    ['a line end', '张三\n请点击'],
    ['a line end at the end', '张三\n'],
    ['a carriage return', '张\r三'],
    ['a line separator', '张\u2028三'],
    ['NUL', '张\u0000三'],
    ['escape', '张\u001B[31m三'],
    ['RIGHT-TO-LEFT OVERRIDE', '张\u202E三'],
    ['an isolate', '张\u2066三\u2069'],
    ['a soft hyphen', '张\u00AD三'],
    ['a joiner', '张\u200D三'],
    ['a byte order mark', '\uFEFF张三'],
    ['a letter that does not show', '\u3164'],
    ['letters that do not show', '\u115F\u1160'],
    ['a variation selector alone', '\uFE0F'],
    ['a tag', '张\u{E0061}三'],
    ['half a character', '张\uD800'],
    ['what no character is assigned to', '张\u{10FFFF}'],
    ['nothing', ''],
    ['spaces', ' 　 '],
    ['digits', '12345'],
    ['a dot', '·'],
    ['a sentence with a link', '您的补贴已到账，请点击http://a.example/x领取'],
    ['a host', 'bank.example.com'],
    ['a link in full width', '点ｈｔｔｐ：／／ａ／ｂ'],
    ['a host in full width', 'ｂａｎｋ．ｃｏｍ'],
    ['a host with an ideographic stop', 'bank。com'],
    ['a host of Chinese letters', '补贴.com'],
    ['an address of mail', 'x@mail.example'],
    ['a telephone', '张三 13812345678'],
    ['a sentence', '请回复：同意'],
    ['markup', '<b>张三</b>'],
    ['a placeholder', '{{name}}'],
    ['an emoji', '张三😀'],
    ['more than sixty characters', '张'.repeat(61)],
  ])('%s is refused', (_what, name) => {
    expect(named(name)).toBe(false);
  });

  test.each([
    ['a full-width space and two spaces', ' 　John　 Smith ', 'John Smith'],
    ['another middle dot', '买买提•吐尔逊', '买买提·吐尔逊'],
    ['a full stop between characters', '买买提．吐尔逊', '买买提·吐尔逊'],
    ['a katakana dot with spaces', '买买提 ・ 吐尔逊', '买买提·吐尔逊'],
    ['parts of one letter', 'Mu\u0308ller', 'Müller'],
    ['a compatibility character', '\uF900某', '豈某'],
  ])('%s are tidied', (_what, typed, kept) => {
    expect(personName.parse(typed)).toBe(kept);
  });

  test('has sixty characters, however many units a rare one takes', () => {
    expect(named('𠮷'.repeat(60))).toBe(true);
    expect(named('𠮷'.repeat(61))).toBe(false);
  });

  test('is tidied once, and never holds what does not show', () => {
    const piece = fc.constantFrom(
      '张',
      'a',
      ' ',
      '·',
      '.',
      '\u200B',
      '\u202E',
      '\n',
      '，',
      '𠮷',
      "'",
      '-',
      'ü',
      'ཀ',
      '་',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const { success, data } = personName.safeParse(pieces.join(''));
        if (!success) return;
        expect(personName.parse(data)).toBe(data);
        expect(data).not.toMatch(/[\p{Cc}\u200B\u202E]/u);
        expect(data).toMatch(/\p{L}/u);
      }),
    );
  });
});

describe('the name of anything else', () => {
  const name = properName(20);
  test.each(['日照市第2人民医院（东院）', '上门服务一组', 'Team 3: east', '名 1'])('%s is taken', (text) => {
    expect(name.parse(text)).toBe(text);
  });
  test.each(['\u200B', '3', '一组\n二组', '一\u202E组', 'www.a.example', '请登录 a.com', 'x'.repeat(21)])(
    '%j is not',
    (text) => {
      expect(name.safeParse(text).success).toBe(false);
    },
  );
});

describe('a free text', () => {
  const text = freeText(40);
  test.each([
    ['lines', '一\n二\t三', '一\n二\t三'],
    ['lines of another system', '一\r\n二\r三', '一\n二\n三'],
    ['what does not show', 'a\u200Bb\uFEFF', 'ab'],
    ['a link, for it never leaves the office', '见 https://hospital.example/1', '见 https://hospital.example/1'],
  ])('keeps %s', (_what, typed, kept) => {
    expect(text.parse(typed)).toBe(kept);
  });
  test.each([
    ['direction', 'a\u202Eb'],
    ['a mark of direction', 'a\u200Fb'],
    ['NUL', 'a\u0000'],
    ['bell', 'a\u0007'],
    ['C1', 'a\u0085b'],
    ['nothing that shows', '\u200B\u200B'],
    ['too much', 'x'.repeat(41)],
  ])('with %s is refused', (_what, typed) => {
    expect(text.safeParse(typed).success).toBe(false);
  });
});

describe('in notices', () => {
  test.each([
    ['张三', '张三'],
    ['张\u202E三\n', '张三'],
    ['张\u200B三', '张三'],
    ['\u200B', '—'],
  ])('the name that a register has as %j is %s', (held, printed) => {
    expect(nameInNotices(held)).toBe(printed);
  });

  test('a short message leads nowhere', () => {
    expect(shortMessageText('张三您好，登录 补贴.com/x?a=1 或 Ｗｗｗ．ａ．ｃｎ')).toBe('张三您好，登录 … 或 …');
    expect(shortMessageText('已经告知。CT 检查另行安排')).toBe('已经告知。CT 检查另行安排');
    expect(shortMessageText('自2026年3月2日起享受待遇，备案号RZ2026-0001。【XX机构】')).toBe(
      '自2026年3月2日起享受待遇，备案号RZ2026-0001。【XX机构】',
    );
  });
});
