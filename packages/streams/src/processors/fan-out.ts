/** Hands a record to several children in order, each of which sees it as it came. */
import { TaskRecord } from '../records/task-record.ts'
import type { Step } from './processor-spec.ts'

function nothing(): void {}

/** One step for all children; a single child is called directly. */
export function fanOut(children: readonly Step[]): Step {
  if (children.length === 0) return nothing
  if (children.length === 1) return children[0]!
  const saved = new TaskRecord()
  const [first, ...rest] = children as [Step, ...Step[]]
  return r => {
    // The task runs one record at a time to its end, so one copy a fan-out is enough.
    copyCells(r, saved)
    first(r)
    for (let i = 0; i < rest.length; i++) {
      copyCells(saved, r)
      rest[i]!(r)
    }
  }
}

function copyCells(from: TaskRecord, to: TaskRecord): void {
  to.keyState = from.keyState
  to.keyBytes = from.keyBytes
  to.keyStart = from.keyStart
  to.keyEnd = from.keyEnd
  to.keySerde = from.keySerde
  to.keyObject = from.keyObject
  to.valueState = from.valueState
  to.valueBytes = from.valueBytes
  to.valueStart = from.valueStart
  to.valueEnd = from.valueEnd
  to.valueSerde = from.valueSerde
  to.valueObject = from.valueObject
  to.oldValue = from.oldValue
  to.isLatest = from.isLatest
  to.timestamp = from.timestamp
  to.headers.bytes = from.headers.bytes
  to.headers.start = from.headers.start
  to.headers.end = from.headers.end
  to.headers.count = from.headers.count
}
