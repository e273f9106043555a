import { relative } from 'node:path';
import type { Finding } from '../../domain/errors.ts';
import type { Failure, Played, PlayedStep } from './play.ts';

export function stepLines({ at, what, failures }: PlayedStep): string {
  return [`  ${at}  ${what}`, ...failures.map(failureLines)].join('\n');
}

export function failureLines({ where, what, expected, found }: Failure): string {
  return [`    ✗ ${where} ${what}`, `      expected ${said(expected)}`, `      found    ${said(found)}`].join('\n');
}

export function endLine({ passed, file, milliseconds }: Played): string {
  return `${passed ? '✓' : '✗'} ${nameOf(file)} (${(milliseconds / 1_000).toFixed(1)} s)`;
}

export function mistakeLine({ where, problem }: Finding): string {
  return `${where}: ${problem}`;
}

export function nameOf(file: string): string {
  return relative(process.cwd(), file);
}

function said(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
