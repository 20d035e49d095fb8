/**
 * The offsets of one group: what is committed, and what open transactions hold ready.
 *
 *  1. Of two commits for a partition the one whose record lies later counts, whenever the marker of its transaction came.
 *  2. A transaction's commits are pending from their record until its marker; an abort forgets them.
 *  3. Everything is a function of records and markers in log order.
 * Source: Kafka's `OffsetMetadataManager`, KIP-447.
 */
import type { CommittedOffset } from './group-records.ts'

const placeOf = (topic: string, partition: number): string => `${topic}:${partition}`

export class GroupOffsets {
  /** Committed, by `topic:partition`: no legal topic has a colon. */
  readonly committed = new Map<string, CommittedOffset>()
  readonly #pending = new Map<number, Map<string, CommittedOffset>>()

  get(topic: string, partition: number): CommittedOffset | undefined {
    return this.committed.get(placeOf(topic, partition))
  }

  /** Whether an open transaction holds a commit for the partition ready. */
  isPending(topic: string, partition: number): boolean {
    const place = placeOf(topic, partition)
    for (const commits of this.#pending.values()) if (commits.has(place)) return true
    return false
  }

  /** Whether something is known of the partition: committed, or held ready. */
  knows(topic: string, partition: number): boolean {
    return this.committed.has(placeOf(topic, partition)) || this.isPending(topic, partition)
  }

  /** Every partition of which something is known. */
  get places(): { topic: string; partition: number }[] {
    const all = new Map(this.committed)
    for (const commits of this.#pending.values())
      for (const [place, commit] of commits) all.set(place, commit)
    return [...all.values()].map(({ topic, partition }) => ({ topic, partition }))
  }

  get isEmpty(): boolean {
    return this.committed.size === 0 && this.#pending.size === 0
  }

  get hasPending(): boolean {
    return this.#pending.size > 0
  }

  /** Takes a commit in; `producerId` -1 where it is in no transaction. */
  put(commit: CommittedOffset, producerId: number): void {
    const place = placeOf(commit.topic, commit.partition)
    if (producerId < 0) {
      this.committed.set(place, commit)
      return
    }
    const commits = this.#pending.get(producerId) ?? new Map<string, CommittedOffset>()
    this.#pending.set(producerId, commits)
    commits.set(place, commit)
  }

  /** Takes a tombstone in: also what transactions hold ready is forgotten. */
  remove(topic: string, partition: number): void {
    const place = placeOf(topic, partition)
    this.committed.delete(place)
    for (const [producerId, commits] of this.#pending)
      if (commits.delete(place) && commits.size === 0) this.#pending.delete(producerId)
  }

  /** Takes a marker in (1, 2). */
  end(producerId: number, commit: boolean): void {
    const commits = this.#pending.get(producerId)
    if (commits === undefined) return
    this.#pending.delete(producerId)
    if (!commit) return
    for (const [place, offset] of commits) {
      const known = this.committed.get(place)
      if (known === undefined || known.recordOffset < offset.recordOffset) this.committed.set(place, offset)
    }
  }

  /** All of it, for comparison. */
  snapshot(): { committed: [string, CommittedOffset][]; pending: [number, [string, CommittedOffset][]][] } {
    const sorted = <K, V>(entries: Iterable<[K, V]>): [K, V][] =>
      [...entries].sort(([a], [b]) => (a < b ? -1 : 1))
    return {
      committed: sorted(this.committed),
      pending: sorted(
        [...this.#pending].map(
          ([id, commits]) => [id, sorted(commits)] as [number, [string, CommittedOffset][]],
        ),
      ),
    }
  }
}
