/** Markup, as opposed to text that has yet to be escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export function html(strings: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
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
