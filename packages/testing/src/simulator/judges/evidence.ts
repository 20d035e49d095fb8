/** What a judge is given: what was asked for, and what is there when all has come to rest. */
import type { History, Send } from './history.ts'

export interface Placed {
  readonly offset: number
  readonly value: string
}

/** The content of a log at the end, by place (`topic-partition`), in log order. */
export type Content = ReadonlyMap<string, readonly Placed[]>

export interface Evidence {
  readonly history: History
  /** Under read_committed. */
  readonly committed: Content
  /** Under read_uncommitted. */
  readonly everything: Content
  /** Records below may be gone on purpose, by place. Default 0. */
  readonly deletedBefore: ReadonlyMap<string, number>
  /** Whether a second try may be a second record: producers that are not idempotent. */
  readonly mayDuplicate: boolean
  /** Whether an acknowledged send may be gone: what its durability does not promise. */
  mayBeLost(send: Send): boolean
  /** Whether the sends of this producer keep their order. */
  isOrdered(producer: string): boolean
}

export type Find = (rule: string, text: string) => void
