const redrawEvery = 100;
const barWidth = 30;

/** How far the demo is: on a terminal one bar, elsewhere a plain line every tenth. */
export function progress(title: string, total: number, out: NodeJS.WriteStream) {
  let done = 0;
  let drawnAt = 0;
  let saidTenths = 0;

  function draw(): void {
    drawnAt = Date.now();
    const filled = Math.round((done / total) * barWidth);
    out.write(`\r\x1b[K${title} ${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${done} of ${total}`);
  }

  function say(): void {
    const tenths = Math.floor((done / total) * 10);
    if (tenths === saidTenths) return;
    saidTenths = tenths;
    out.write(`${title}: ${done} of ${total}\n`);
  }

  return {
    step(): void {
      done += 1;
      if (!out.isTTY) say();
      else if (done === total || Date.now() - drawnAt >= redrawEvery) draw();
    },
    end(): void {
      if (out.isTTY) out.write('\r\x1b[K');
    },
  };
}
