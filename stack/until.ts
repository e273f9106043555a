import { setTimeout as delay } from 'node:timers/promises';

/** Asks again until the answer is yes; false when the time is over. */
export async function until(ask: () => Promise<boolean>, milliseconds: number, pause = 100): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (!(await ask())) {
    if (Date.now() > deadline) return false;
    await delay(pause);
  }
  return true;
}
