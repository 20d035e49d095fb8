/**
 * The states of an application, Kafka Streams' own.
 *
 * | state            | next                                              | when |
 * |------------------|---------------------------------------------------|------|
 * | CREATED          | REBALANCING, PENDING_SHUTDOWN, PENDING_ERROR       | start |
 * | REBALANCING      | RUNNING, PENDING_SHUTDOWN, PENDING_ERROR           | tasks are handed out or restored |
 * | RUNNING          | REBALANCING, PENDING_SHUTDOWN, PENDING_ERROR       | all tasks of all workers run |
 * | PENDING_SHUTDOWN | NOT_RUNNING, ERROR                                 | stop was asked for |
 * | PENDING_ERROR    | ERROR                                             | a worker failed for good |
 * | NOT_RUNNING, ERROR | -                                               | |
 */
export const APP_STATES = [
  'CREATED',
  'REBALANCING',
  'RUNNING',
  'PENDING_SHUTDOWN',
  'NOT_RUNNING',
  'PENDING_ERROR',
  'ERROR',
] as const
export type AppState = (typeof APP_STATES)[number]

const NEXT: Readonly<Record<AppState, readonly AppState[]>> = {
  CREATED: ['REBALANCING', 'PENDING_SHUTDOWN', 'PENDING_ERROR'],
  REBALANCING: ['RUNNING', 'PENDING_SHUTDOWN', 'PENDING_ERROR'],
  RUNNING: ['REBALANCING', 'PENDING_SHUTDOWN', 'PENDING_ERROR'],
  PENDING_SHUTDOWN: ['NOT_RUNNING', 'ERROR'],
  NOT_RUNNING: [],
  PENDING_ERROR: ['ERROR'],
  ERROR: [],
}

export function mayBecome(from: AppState, to: AppState): boolean {
  return NEXT[from].includes(to)
}
