import type { Arrival } from './mailbox.ts';
import type { MessageRequest } from './contract.ts';

interface SlipContent {
  slip: NonNullable<MessageRequest['channels']['slip']>;
  recipient: MessageRequest['recipient'];
  language: MessageRequest['language'];
}

/** A4: the envelope on the first sheet, the letter 告知单 on the second. */
export function slipPage({ slip, recipient, language }: SlipContent): string {
  return html`<!doctype html>
    <html lang="${language}">
      <meta charset="utf-8" />
      <title>${slip.envelope}</title>
      <style>
        @page {
          size: A4;
          margin: 25mm;
        }
        body {
          font:
            12pt/1.7 'Noto Sans SC',
            'Source Han Sans SC',
            sans-serif;
          max-width: 160mm;
          margin: 2em auto;
        }
        section + section {
          break-before: page;
          border-top: 1px dashed #999;
          padding-top: 2em;
        }
        address {
          font-style: normal;
          margin: 30mm 0 0 70mm;
        }
        @media print {
          section + section {
            border: 0;
          }
        }
      </style>
      <section>
        <p>${slip.envelope}</p>
        <address>${recipient.name ?? ''}</address>
      </section>
      <section>
        <h1>${slip.title}</h1>
        ${slip.body.map((paragraph) => html`<p>${paragraph}</p>`)}
      </section>
    </html> `.text;
}

export interface MailboxEntry extends Partial<Arrival> {
  channel: string;
  receivedAt: Date;
  reference: string;
  arrivals: number;
  /** Page of a slip. */
  link?: string;
}

export function mailboxPage(entries: readonly MailboxEntry[]): string {
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
      <p>What the simulated SMS gateway and the mail sink received, and the slips to print, newest first.</p>
      ${entries.map(mailboxArticle)}
    </html> `.text;
}

function mailboxArticle({ channel, to, subject, text, link, receivedAt, reference, arrivals }: MailboxEntry): Html {
  return html`<article data-channel="${channel}" data-reference="${reference}" data-arrivals="${String(arrivals)}">
    <h2>${channel}${to ? ` to ${to}` : ''}</h2>
    ${subject ? html`<strong>${subject}</strong>` : ''} ${text ? html`<pre>${text}</pre>` : ''}
    ${link ? html`<p><a href="${link}">Print</a></p>` : ''}
    <small>${receivedAt.toISOString()}${arrivals > 1 ? ` · arrived ${arrivals} times` : ''} · ${reference}</small>
  </article> `;
}

/** Markup, as opposed to text that has yet to be escaped. */
class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function html(strings: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  const filled = values.map((value) =>
    typeof value === 'string' ? escape(value) : [value].flat().map(textOf).join(''),
  );
  return new Html(String.raw({ raw: strings }, ...filled));
}

function textOf({ text }: Html): string {
  return text;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character]!);
}
