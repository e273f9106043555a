import { relative } from 'node:path';
import type { Finding } from '../../domain/errors.ts';
import type { Failure, Played, PlayedStep } from './play.ts';

/** What became of one file. */
export type Report = Played | { readonly file: string; readonly mistakes: readonly Finding[] };

export function stepLines({ at, what, failures }: PlayedStep): string {
  return [`  ${at}  ${what}`, ...failures.map(failureLines)].join('\n');
}

function failureLines({ where, what, expected, found }: Failure): string {
  return [`    ✗ ${where} ${what}`, `      expected ${said(expected)}`, `      found    ${said(found)}`].join('\n');
}

export function endLine(report: Report): string {
  if ('mistakes' in report) return ['✗ the file has mistakes', ...report.mistakes.map(({ where, problem }) => `    ${where}: ${problem}`)].join('\n');
  return `${report.passed ? '✓' : '✗'} ${nameOf(report.file)} (${(report.milliseconds / 1_000).toFixed(1)} s)`;
}

export function nameOf(file: string): string {
  return relative(process.cwd(), file);
}

function said(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
