/** Topics that a topology keeps for itself: their names and the settings they are created with, as in Kafka Streams. */
import type { StoreSpec } from '../stores/store-spec.ts'

const DAY_MS = 86_400_000
const LONG_MAX = '9223372036854775807'

/** A topic to be created before the application runs. */
export interface InternalTopic {
  readonly name: string
  readonly kind: 'repartition' | 'changelog'
  /** null: as many as the sub-topology's source topics have at most. */
  readonly partitions: number | null
  readonly config: ReadonlyMap<string, string>
}

export function repartitionTopicConfig(): Map<string, string> {
  return new Map([
    ['cleanup.policy', 'delete'],
    ['message.timestamp.type', 'CreateTime'],
    ['retention.ms', '-1'],
    ['segment.bytes', '52428800'],
  ])
}

function plus(ms: number, more: number): string {
  return ms + more > Number.MAX_SAFE_INTEGER ? LONG_MAX : String(ms + more)
}

/** Settings of a store's changelog topic; `additionalRetentionMs` is `windowstore.changelog.additional.retention.ms`. */
export function changelogTopicConfig(store: StoreSpec, additionalRetentionMs: number): Map<string, string> {
  const config = new Map([['message.timestamp.type', 'CreateTime']])
  if (store.kind === 'window' || store.kind === 'session') {
    const policy = store.kind === 'window' ? store.cleanupPolicy : undefined
    config.set('cleanup.policy', policy ?? 'compact,delete')
    config.set('retention.ms', plus(store.retentionMs, additionalRetentionMs))
  } else {
    config.set('cleanup.policy', 'compact')
    if (store.kind === 'versioned')
      config.set('min.compaction.lag.ms', plus(store.historyRetentionMs, DAY_MS))
  }
  for (const [name, value] of store.logConfig) config.set(name, value)
  return new Map([...config].sort(([a], [b]) => (a < b ? -1 : 1)))
}
