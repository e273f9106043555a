import type { Arrival } from './mailbox.ts';
import { html, type Html } from './markup.ts';

export interface MailboxEntry extends Partial<Arrival> {
  channel: string;
  receivedAt: Date;
  reference: string;
  arrivals: number;
  /** PDF of a slip. */
  link?: string;
}

interface Page {
  entries: readonly MailboxEntry[];
  /** 1 is the newest. */
  page: number;
  /** There is a page after it. */
  older: boolean;
}

export function mailboxPage({ entries, page, older }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <title>Mailbox</title>
      <style>
        body {
          font:
            15px/1.6 system-ui,
            'Noto Sans SC',
            sans-serif;
          max-width: 48em;
          margin: 2em auto;
          padding: 0 1em;
        }
        article {
          border-top: 1px solid #ddd;
          padding: 1em 0;
        }
        h2 {
          font-size: 1em;
          margin: 0;
        }
        pre {
          font: inherit;
          white-space: pre-wrap;
          margin: 0.5em 0;
        }
        small {
          color: #666;
        }
      </style>
      <h1>Mailbox</h1>
      <p>
        What the simulated SMS gateway and the mail sink received, the slips to print and the in-app messages, newest
        first.
      </p>
      ${entries.map(mailboxArticle)}
      <p>${pager(page, older)}</p>
    </html> `.text;
}

function pager(page: number, older: boolean): Html {
  const newer = page > 1 ? html`<a href="/mailbox?page=${String(page - 1)}">Newer</a> ` : '';
  const further = older ? html` <a href="/mailbox?page=${String(page + 1)}">Older</a>` : ', the last';
  return html`${newer}${`Page ${page}`}${further}`;
}

function mailboxArticle({ channel, to, subject, text, link, receivedAt, reference, arrivals }: MailboxEntry): Html {
  return html`<article data-channel="${channel}" data-reference="${reference}" data-arrivals="${String(arrivals)}">
    <h2>${channel}${to ? ` to ${to}` : ''}</h2>
    ${subject ? html`<strong>${subject}</strong>` : ''} ${text ? html`<pre>${text}</pre>` : ''}
    ${link ? html`<p><a href="${link}">Print</a></p>` : ''}
    <small>${receivedAt.toISOString()}${arrivals > 1 ? ` · arrived ${arrivals} times` : ''} · ${reference}</small>
  </article> `;
}
