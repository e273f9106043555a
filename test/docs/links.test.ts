import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fromRoot } from '../../platform/project-root.ts';
import { filesUnder, read } from './checkout.ts';

/** Where what was decided about one room stands. */
const rooms = ['api', 'domain', 'locales', 'platform', 'services', 'store', 'workflows'];
const pages = [
  'README.md',
  'README.zh-CN.md',
  'CHANGELOG.md',
  'examples/README.md',
  ...filesUnder('docs', '.md'),
  ...rooms.flatMap((room) => filesUnder(room, 'README.md')),
];

describe.each(pages)('%s', (page) => {
  test('leads to files and headings that exist', () => {
    const dead = linksIn(page).filter(({ file, heading }) => !existsSync(fromRoot(file)) || !hasHeading(file, heading));
    expect(dead).toEqual([]);
  });

  test('names commands of package.json', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(commandsIn(read(page)).filter((command) => !(command in scripts))).toEqual([]);
  });

  test('has whole tables: every row as many cells as its head', () => {
    expect(raggedRows(read(page))).toEqual([]);
  });
});

test('the two READMEs show the same links, commands and sections', () => {
  const [english, chinese] = ['README.md', 'README.zh-CN.md'].map((page) => {
    const text = read(page);
    return {
      sections: text.match(/^#+ /gm)!.length,
      rows: text.match(/^\| /gm)!.length,
      addresses: text.match(/http:\/\/[\w.:/-]+/g),
      variables: text.match(/`[A-Z]+(?:_[A-Z]+)+/g),
      commands: commandsIn(text),
      links: linksIn(page)
        .map(({ file }) => file)
        .filter((file) => !file.startsWith('README')),
      images: text.match(/!\[/g)?.length,
      figures: text.match(/\d+(?:\.\d+)? (?:s|ms|MB|GB)\b/g),
    };
  });
  expect(chinese).toEqual(english);
});

test('every decision on the design is in the list, under its title', () => {
  const listed = [...read('docs/adr/README.md').matchAll(/^\| (\d{4}) \| \[(.+)\]\((.+)\) \|$/gm)];
  const entries = listed.map(([, number, title, file]) => ({
    file: `docs/adr/${file}`,
    head: `# ${Number(number)}. ${title}`,
  }));
  const decisions = filesUnder('docs/adr', '.md').filter((file) => !file.endsWith('README.md'));
  const found = decisions.toSorted().map((file) => ({ file, head: read(file).split('\n', 1)[0] }));
  expect(entries).toEqual(found);
});

test('the list of decisions leads to what every room has decided', () => {
  const listed = linksIn('docs/adr/README.md').map(({ file }) => file);
  const decided = rooms.flatMap((room) => filesUnder(room, 'README.md'));
  expect(listed.filter((file) => !file.startsWith('docs/')).toSorted()).toEqual(decided.toSorted());
});

test('a decision that a page names is in the list', () => {
  const numbers = new Set(filesUnder('docs/adr', '.md').flatMap((file) => /(\d{4})-/.exec(file)?.slice(1) ?? []));
  const named = pages.flatMap((page) => [...read(page).matchAll(/\bADR (\d+)/g)].map(([, number]) => number!));
  expect(named.filter((number) => !numbers.has(number.padStart(4, '0')))).toEqual([]);
});

function commandsIn(text: string): string[] {
  return [...text.matchAll(/npm (?:run (?:-s )?([\w:-]+)|(start|test)\b)/g)].map(([, run, short]) => run ?? short!);
}

interface Link {
  readonly file: string;
  readonly heading: string | undefined;
}

/** Links and images within the repository. */
function linksIn(page: string): Link[] {
  const targets = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  return targets
    .filter((target) => !/^https?:/.test(target))
    .map((target) => {
      const [path = '', heading] = target.split('#');
      return { file: path === '' ? page : normalize(join(dirname(page), path)), heading };
    });
}

function hasHeading(file: string, heading: string | undefined): boolean {
  if (heading === undefined) return true;
  const headings = [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, text]) => text!.toLowerCase());
  return headings.some((text) => text.replaceAll(/[^\p{L}\p{N}\s-]/gu, '').replaceAll(' ', '-') === heading);
}

function raggedRows(markdown: string): string[] {
  const ragged: string[] = [];
  let width = 0;
  for (const line of markdown.split('\n')) {
    const cells = line.startsWith('|') ? line.replaceAll(/`[^`]*`/g, '').split('|').length : 0;
    if (cells > 0 && width > 0 && cells !== width) ragged.push(line);
    width = cells;
  }
  return ragged;
}
