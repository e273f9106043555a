import { writeBundle } from '../worker/bundle.ts';

await writeBundle();
