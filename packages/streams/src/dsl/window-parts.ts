/** Windows of the time line as processors and stores: which aggregates them, how keys carry them, how long they are kept. */
import type { Aggregation } from '../processors/aggregate.ts'
import { CalendarAggregate } from '../processors/calendar-aggregate.ts'
import { SlidingAggregate } from '../processors/sliding-aggregate.ts'
import type { TableSpec } from '../processors/table-spec.ts'
import { WindowAggregate } from '../processors/window-aggregate.ts'
import type { Serde } from '../serdes/serde.ts'
import { sessionWindowed, timeWindowed } from '../serdes/windowed.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { StoreParts } from './options.ts'
import type { TimelineWindows } from './windows.ts'

/** The processor that aggregates over the windows. */
export function windowAggregate(
  windows: TimelineWindows,
  aggregation: Aggregation,
  store: StoreSpec,
  final: boolean,
  late: string | null = null,
): TableSpec {
  if (windows.kind === 'calendar') return new CalendarAggregate(windows, aggregation, store, final, late)
  return windows.kind === 'sliding'
    ? new SlidingAggregate(windows, aggregation, store, final, late)
    : new WindowAggregate(windows, aggregation, store, final, late)
}

/** The serde of keys with their windows; those of a calendar carry their ends, too. */
export function windowKeys(windows: TimelineWindows, key: Serde<unknown>): Serde<unknown> {
  return windows.kind === 'calendar'
    ? sessionWindowed(key)
    : timeWindowed(key, windows.kind === 'time' ? windows.sizeMs : windows.differenceMs)
}

/** How large the windows of a store are and how long it must keep them. */
export function windowStoreParts(windows: TimelineWindows): NonNullable<StoreParts['window']> {
  if (windows.kind === 'calendar') {
    const { longestMs } = windows.calendar
    return {
      sizeMs: longestMs,
      leastRetentionMs: longestMs + windows.graceMs,
      least: 'the longest that its windows may be plus the grace period',
      isSliding: false,
      ends: windows.calendar,
    }
  }
  if (windows.kind === 'time') {
    const { sizeMs, graceMs } = windows
    return {
      sizeMs,
      leastRetentionMs: sizeMs + graceMs,
      least: 'its window size plus the grace period',
      isSliding: false,
    }
  }
  const { differenceMs, graceMs } = windows
  return {
    sizeMs: differenceMs,
    // The window whose right neighbour a record makes may begin two differences before it.
    leastRetentionMs: 2 * differenceMs + graceMs,
    least: '2 * time difference plus the grace period',
    isSliding: true,
  }
}
