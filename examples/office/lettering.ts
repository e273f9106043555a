/** Black cells on a white sheet: enough lettering to mark a picture as an example. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  isInk(x: number, y: number): boolean;
}

/** Columns of a 5 × 7 letter, lowest bit on top. */
const letters: Readonly<Record<string, readonly number[]>> = {
  A: [0x7e, 0x11, 0x11, 0x11, 0x7e],
  B: [0x7f, 0x49, 0x49, 0x49, 0x36],
  E: [0x7f, 0x49, 0x49, 0x49, 0x41],
  G: [0x3e, 0x41, 0x49, 0x49, 0x7a],
  H: [0x7f, 0x08, 0x08, 0x08, 0x7f],
  I: [0x00, 0x41, 0x7f, 0x41, 0x00],
  L: [0x7f, 0x40, 0x40, 0x40, 0x40],
  M: [0x7f, 0x02, 0x0c, 0x02, 0x7f],
  N: [0x7f, 0x04, 0x08, 0x10, 0x7f],
  O: [0x3e, 0x41, 0x41, 0x41, 0x3e],
  P: [0x7f, 0x09, 0x09, 0x09, 0x06],
  R: [0x7f, 0x09, 0x19, 0x29, 0x46],
  T: [0x01, 0x01, 0x7f, 0x01, 0x01],
  X: [0x63, 0x14, 0x08, 0x14, 0x63],
  Y: [0x07, 0x08, 0x70, 0x08, 0x07],
};

const 示例 = `
.#########.  ..#.......#
...........  .#.#####..#
###########  .#..#...#.#
.....#.....  ##..#...#.#
.....#.....  .#.####.#.#
..#..#..#..  .#.#..#.#.#
.##..#..##.  .##.#.#.#.#
.#...#...#.  .#...#..#.#
#....#....#  .#..#.....#
....##.....  .#.#.....##`;

const width = 64;
const height = 36;

/** 示例, EXAMPLE, and the title beneath; a frame around. */
export function exampleSheet(title: string): Sheet {
  const ink = new Set<number>();
  const put = (x: number, y: number) => ink.add(y * width + x);
  for (let x = 0; x < width; x += 1) [0, height - 1].forEach((y) => put(x, y));
  for (let y = 0; y < height; y += 1) [0, width - 1].forEach((x) => put(x, y));
  示例.trim()
    .split('\n')
    .forEach((row, y) => [...row].forEach((cell, x) => cell === '#' && put(20 + x, 3 + y)));
  write('EXAMPLE', 16, put);
  write(title, 26, put);
  return { width, height, isInk: (x, y) => ink.has(y * width + x) };
}

function write(word: string, top: number, put: (x: number, y: number) => void): void {
  const left = Math.floor((width - word.length * 6 + 1) / 2);
  [...word].forEach((letter, place) =>
    letters[letter]!.forEach((column, x) => {
      for (let y = 0; y < 7; y += 1) if ((column >> y) & 1) put(left + place * 6 + x, top + y);
    }),
  );
}
