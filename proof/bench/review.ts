/**
 * What the review chain of a county costs beside bare Temporal, two reviewers answering at once. The engine gets what
 * people send over HTTP: the submission; then each reviewer's call for the next task, and their answer. The bare
 * workflow has local activities, eager start and an Update an answer; what drives it knows its tasks, and takes one by
 * an update of its row and a line in its history, without a search, as it writes the answer's rows before it sends the
 * Update. Both write the same rows and call the same services; rules, permissions, deadlines, encryption and the audit
 * chain's hashes are the engine's alone. A time to decision ends when the confirming officer's answer is known to have
 * been taken.
 */
import { comparing } from './comparing.ts';
import { reviewPath } from './review-path.ts';

await comparing('bench:review', 'Measures the review chain beside bare Temporal', reviewPath);
