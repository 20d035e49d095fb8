import type { TaskRecord } from './task-record.ts'

/** One synchronous call of the hot path: takes the task's record, may change it, and calls the steps behind it. */
export type Step = (record: TaskRecord) => void
