import { html } from './markup.ts';

interface Verification {
  language: string;
  title: string;
  verdict: string;
  rows: readonly (readonly [label: string, value: string])[];
  note: string;
}

export function verificationPage({ language, title, verdict, rows, note }: Verification): string {
  return html`<!doctype html>
    <html lang="${language}">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title}</title>
      <style>
        body {
          font:
            17px/1.7 system-ui,
            'Noto Sans SC',
            sans-serif;
          max-width: 34em;
          margin: 2em auto;
          padding: 0 1em;
        }
        dt {
          color: #555;
        }
        dd {
          margin: 0 0 0.6em;
        }
      </style>
      <h1>${title}</h1>
      <p><strong>${verdict}</strong></p>
      <dl>
        ${rows.map(
          ([label, value]) =>
            html`<dt>${label}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
      <p>${note}</p>
    </html> `.text;
}
