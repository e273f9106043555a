/**
 * What all workflows of a worker share: evaluated once and then frozen, where every workflow would have its own. So one
 * that waits in memory holds half as much. Nothing belongs here that keeps what one workflow gave it.
 */
import { z } from 'zod';

// What it makes at first use cannot be made any more once it is frozen.
z.object({ any: z.string() }).safeParse({});
