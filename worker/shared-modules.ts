/**
 * What all workflows of a worker share: evaluated once and then frozen, where each would have its own, at several
 * milliseconds and half a megabyte. Nothing belongs here that keeps what one workflow gave it; and no workflow parses
 * with the schemas among these, for what one makes at its first use cannot be made any more once it is frozen.
 */
import '../domain/case/case-message.ts';
import '../domain/eligibility/reason.ts';
import '../domain/errors.ts';
import '../domain/foreign-message.ts';
import '../domain/tasks/answering.ts';
import '../domain/tasks/four-eyes.ts';
import '../domain/time-zone.ts';
import '../domain/visits/offer.ts';
