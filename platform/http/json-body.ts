import { isUtf8 } from 'node:buffer';
import { raw, type RequestHandler } from 'express';
import { HttpProblem } from './problem.ts';

/** Deeper than any declared shape; what is deeper exhausts whoever walks it. */
const deepest = 32;

/**
 * JSON as it is meant: UTF-8 (RFC 8259), each name of an object once. Parsers that mend what they read would keep a
 * name of replacement characters, and the last of two values of which whoever wrote them saw the first.
 */
export function jsonBody(limit: string): RequestHandler {
  const read = raw({ type: () => true, limit });
  return (request, response, next) => {
    requireUtf8Declared(request.get('content-type') ?? '');
    read(request, response, (error?: unknown) => {
      if (error) return next(error);
      try {
        request.body = parsed(request.body as unknown);
      } catch (problem) {
        return next(problem);
      }
      next();
    });
  };
}

function requireUtf8Declared(contentType: string): void {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType) ?? [];
  if (!/^(?:utf-?8|us-ascii)$/i.test(charset)) {
    throw new HttpProblem('UNSUPPORTED_MEDIA_TYPE', `The body is declared as ${charset}; send UTF-8.`);
  }
}

function parsed(body: unknown): unknown {
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  if (!isUtf8(body)) {
    throw malformed('The bytes of the body are no UTF-8 (GBK, or cut off within a character?); send it as UTF-8.');
  }
  const text = body.toString('utf8').replace(/^\uFEFF/, '');
  const problem = problemIn(text);
  if (problem) throw malformed(problem);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed('The body is no well-formed JSON.');
  }
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/** What a parser passes over: names that stand twice, and depth. Whether it is JSON at all is the parser's to say. */
function problemIn(text: string): string | undefined {
  const open: { names?: Set<string> }[] = [];
  let last = '';
  for (const [found] of text.matchAll(token)) {
    if (found === '{' || found === '[') open.push(found === '{' ? { names: new Set() } : {});
    if (open.length > deepest) return `The body is nested deeper than ${deepest} levels.`;
    if (found === '}' || found === ']') open.pop();
    if (found === ':' && last.startsWith('"') && !isNew(open.at(-1)?.names, last)) {
      return 'The body has an object with the same name twice; give each once.';
    }
    last = found;
  }
  return undefined;
}

function isNew(names: Set<string> | undefined, quoted: string): boolean {
  if (!names) return true;
  const name = unquoted(quoted);
  if (names.has(name)) return false;
  names.add(name);
  return true;
}

/** One name has many spellings: "id" and "i\u0064". */
function unquoted(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
}

function malformed(message: string): HttpProblem {
  return new HttpProblem('MALFORMED_REQUEST', message);
}
