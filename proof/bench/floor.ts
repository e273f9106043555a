/**
 * What the engine costs beside bare Temporal: a bare workflow with an activity per effect, the leanest one (local
 * activities, eager start), and the engine through its API. A time to decision ends when the decision is in the
 * database.
 */
import { comparing } from './comparing.ts';
import { immediatePath } from './immediate-path.ts';

await comparing('bench:floor', 'Measures the engine beside bare Temporal', immediatePath);
