import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type YAMLParseError } from 'yaml';
import type { z } from 'zod';
import type { Finding } from '../errors.ts';

export type Path = readonly PropertyKey[];

/** A YAML file that knows at which line and column each of its values stands. */
export interface Source {
  readonly data: unknown;
  /** What the YAML itself breaks. */
  readonly findings: readonly Finding[];
  /** `file:line:column` of the value at the path, or of the nearest thing around it. */
  locate(path: Path): string;
}

export function readSource(file: string, text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const locate = (path: Path) => place(offsetOf(document, path));
  const findings = telling(document.errors).map(({ code, pos, message }) => {
    const said = message.replace(/ at line \d+, column \d+:[^]*/, '');
    const where = place(pos[0]);
    if (code === 'DUPLICATE_KEY') return { where, problem: said, hint: 'Remove or rename one of the two' };
    return { where, problem: `no YAML from here on: ${said}`, hint: 'Mend it there; what follows is read after that' };
  });
  if (findings.length > 0) return { data: undefined, findings, locate };
  try {
    return { data: document.toJS(), findings, locate };
  } catch (error) {
    // Aliases that would unfold without end, or to nothing.
    return { data: undefined, findings: [{ where: place(0), problem: String(error) }], locate };
  }
}

/** Behind the first place that cannot be read, a parser only guesses; keys that stand twice mislead nobody. */
function telling(errors: readonly YAMLParseError[]): readonly YAMLParseError[] {
  const first = errors.findIndex(({ code }) => code !== 'DUPLICATE_KEY');
  return first === -1 ? errors : errors.slice(0, first + 1);
}

function offsetOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair) break;
      offset = rangeStart(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = rangeStart(node) ?? offset;
    } else break;
  }
  return isScalar(node) ? (rangeStart(node) ?? offset) : offset;
}

function rangeStart(node: unknown): number | undefined {
  return (node as { range?: [number, number, number] } | null)?.range?.[0];
}

/** What zod found in the words of someone who writes packs, each at the innermost place that it is about. */
export function findingsOf(issues: readonly z.core.$ZodIssue[], locate: (path: Path) => string): Finding[] {
  return issues.flatMap(explain).map(({ path, problem, hint }) => ({
    where: locate(path),
    problem: path.length > 0 ? `${dotted(path)}: ${problem}` : problem,
    hint,
  }));
}

interface Explained {
  readonly path: Path;
  readonly problem: string;
  readonly hint: string;
}

function explain(issue: z.core.$ZodIssue): Explained[] {
  const { path } = issue;
  if (issue.code === 'invalid_union') {
    // The first alternative is the value itself; the others are `none` and `null`.
    return (issue.errors[0] ?? []).flatMap(explain).map((inner) => ({ ...inner, path: [...path, ...inner.path] }));
  }
  if (issue.code === 'unrecognized_keys') {
    const hint = 'Remove or respell it; policies/*.schema.json list the keys';
    return issue.keys.map((key) => ({ path: [...path, key], problem: 'no such key here', hint }));
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return [{ path, problem: 'is missing', hint: 'Add it; a figure that nobody states has `value: null`' }];
  }
  return [{ path, problem: issue.message, hint: 'Write what the schema asks for, or `null` where nothing is stated' }];
}

export function dotted(path: Path): string {
  return path.map(String).join('.');
}
