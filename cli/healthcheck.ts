/** For containers: exits 0 when the part at the given address says that it is ready. */
const url = process.argv[2] ?? '';
const { ok } = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(4_000) });
process.exit(ok ? 0 : 1);
