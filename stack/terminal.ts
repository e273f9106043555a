const clearLine = '\r\x1b[K';
const frame = 200;

/** Progress for people: on a terminal a line that moves, elsewhere a plain line at beginning and end. */
export class Terminal {
  readonly #out: NodeJS.WriteStream;
  readonly #pending = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  line(text: string): void {
    this.#out.write(`${this.#out.isTTY ? clearLine : ''}${text}\n`);
  }

  /** Shows that `work` goes on and how it ended. */
  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const began = Date.now();
    this.#begin(title, began);
    try {
      const result = await work();
      this.#end(title, `✓ ${title} (${elapsed(began)})`);
      return result;
    } catch (error) {
      this.#end(title, `✗ ${title} (${elapsed(began)})`);
      throw error;
    }
  }

  #begin(title: string, began: number): void {
    this.#pending.set(title, began);
    if (!this.#out.isTTY) this.line(`  ${title} …`);
    else this.#timer ??= setInterval(() => this.#show(), frame);
  }

  #end(title: string, text: string): void {
    this.#pending.delete(title);
    this.line(text);
    if (this.#pending.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #show(): void {
    const titles = [...this.#pending].map(([title, began]) => `${title} ${elapsed(began)}`);
    this.#out.write(`${clearLine}  … ${titles.join(', ')}`.slice(0, this.#out.columns));
  }
}

function elapsed(began: number): string {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}
