import { describe, expect, test } from 'vitest';
import { filesUnder, read } from './checkout.ts';

const folders = ['activities', 'api', 'domain', 'examples', 'policies', 'store', 'services', 'workflows'];
const headings = [...read('docs/PRACTICE.md').matchAll(/^### (.+)$/gm)].map(([, heading]) => heading!);

describe('docs/PRACTICE.md', () => {
  test('has every point that packs and code cite', () => {
    const unknown = citations().filter(({ point }) => !headings.some((heading) => cites(point, heading)));
    expect(unknown).toEqual([]);
  });

  test('numbers the open points of the documents from 1, none missing', () => {
    const numbered = headings.filter((heading) => heading.startsWith('#'));
    expect(numbered).toEqual(Array.from({ length: 18 }, (_, index) => `#${index + 1}`));
  });
});

interface Citation {
  readonly file: string;
  /** From the name of the point to the end of its line. */
  readonly point: string;
}

function citations(): Citation[] {
  const files = folders.flatMap((folder) => filesUnder(folder, '.ts', '.yaml'));
  const found = files.flatMap((file) => {
    const text = read(file);
    const cited = [...text.matchAll(/PRACTICE(?: (?=#\d)|, (?!\$))(.*)/g), ...text.matchAll(/practice\('(.*)/g)];
    return cited.map(([, point]) => ({ file, point: point! }));
  });
  expect(found.length).toBeGreaterThan(40);
  return found;
}

/** A name ends where it ends: `#1` is not `#13`. */
function cites(point: string, heading: string): boolean {
  return point.startsWith(heading) && !/^[\w-]/.test(point.slice(heading.length));
}
