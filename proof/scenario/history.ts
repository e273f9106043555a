/** What the history of a workflow says of its present. */
import type { temporal, google } from '@temporalio/proto';

export type History = readonly temporal.api.history.v1.IHistoryEvent[];
type Timestamp = google.protobuf.ITimestamp;

export function isOver(events: History): boolean {
  const last = events.at(-1);
  return Boolean(
    last?.workflowExecutionCompletedEventAttributes ??
    last?.workflowExecutionFailedEventAttributes ??
    last?.workflowExecutionTerminatedEventAttributes ??
    last?.workflowExecutionCanceledEventAttributes ??
    last?.workflowExecutionContinuedAsNewEventAttributes,
  );
}

/** Ids of the child workflows that it began. */
export function childrenIn(events: History): string[] {
  return events.flatMap(({ startChildWorkflowExecutionInitiatedEventAttributes: child }) => child?.workflowId ?? []);
}

export function hasTaskUnderWay(events: History): boolean {
  const scheduled = events.findLastIndex((event) => event.workflowTaskScheduledEventAttributes);
  const completed = events.findLastIndex((event) => event.workflowTaskCompletedEventAttributes);
  return completed <= scheduled;
}

/** Whether it knows that this child of its has ended. */
export function heardOfEnd(events: History, child: string): boolean {
  return events.some(
    ({ childWorkflowExecutionCompletedEventAttributes: ended }) => ended?.workflowExecution?.workflowId === child,
  );
}

/** How many activities are not over; one on a queue is not. */
export function activitiesUnderWay(events: History): number {
  const ended = events.filter(
    (event) =>
      event.activityTaskCompletedEventAttributes ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskTimedOutEventAttributes ??
      event.activityTaskCanceledEventAttributes,
  );
  return events.filter((event) => event.activityTaskScheduledEventAttributes).length - ended.length;
}

/** When the timers that are set fire, in the server's time. */
export function timersOf(events: History): number[] {
  const timers = new Map<string, number>();
  for (const {
    eventTime,
    timerStartedEventAttributes: started,
    timerFiredEventAttributes: fired,
    timerCanceledEventAttributes: cancelled,
  } of events) {
    if (started) timers.set(started.timerId!, millisecondsOf(eventTime) + millisecondsOf(started.startToFireTimeout));
    const ended = fired ?? cancelled;
    if (ended) timers.delete(ended.timerId!);
  }
  return [...timers.values()];
}

function retryPolicyOf(events: History, activityId: string | null | undefined) {
  const scheduled = events.find(
    ({ activityTaskScheduledEventAttributes: activity }) => activity?.activityId === activityId,
  );
  return scheduled?.activityTaskScheduledEventAttributes?.retryPolicy ?? {};
}

/** Milliseconds before this attempt of an activity. */
export function pauseBefore(attempt: number, events: History, activityId: string | null | undefined): number {
  const { initialInterval, backoffCoefficient, maximumInterval } = retryPolicyOf(events, activityId);
  const grown = millisecondsOf(initialInterval) * (backoffCoefficient || 2) ** (attempt - 2);
  return maximumInterval ? Math.min(grown, millisecondsOf(maximumInterval)) : grown;
}

export function millisecondsOf(time: Timestamp | null | undefined): number {
  return Number(time?.seconds ?? 0) * 1_000 + (time?.nanos ?? 0) / 1_000_000;
}
