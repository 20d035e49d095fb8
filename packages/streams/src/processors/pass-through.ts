/** Steps that only hand on: merge, a branch's beginning, the filter before a repartition topic, table to stream. */
import { NULL } from '../records/task-record.ts'
import type { ProcessorSpec } from './processor-spec.ts'

/** Hands every record on. */
export const passThrough: ProcessorSpec = { make: context => context.next }

/** Hands records with a key on; those without can be of no use behind a repartition topic and are not counted as dropped. */
export const passNonNullKeys: ProcessorSpec = {
  make: ({ next }) => {
    return r => {
      if (r.keyState !== NULL) next(r)
    }
  },
}

/** Updates of a table as records of a stream: the new value alone. */
export const toStream: ProcessorSpec = {
  make: ({ next }) => {
    return r => {
      r.oldValue = null
      r.isLatest = true
      next(r)
    }
  },
}
