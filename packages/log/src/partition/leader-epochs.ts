/**
 * Where each leader epoch began in this log, and the file that says so.
 *
 * `leader-epoch-checkpoint` is text: version 0, the number of entries, then `epoch startOffset` a line.
 * Source: KIP-101; Kafka's `LeaderEpochFileCache`.
 */
import { parseCheckpoint, renderCheckpoint } from './checkpoint-file.ts'

export const LEADER_EPOCH_FILE = 'leader-epoch-checkpoint'

export interface EpochEntry {
  readonly epoch: number
  readonly startOffset: number
}

export class LeaderEpochs {
  entries: EpochEntry[] = []

  /** The newest epoch, -1 without any. */
  get latest(): number {
    return this.entries.length === 0 ? -1 : this.entries[this.entries.length - 1]!.epoch
  }

  /** Notes that `epoch` begins at `startOffset`; whether that is news. */
  assign(epoch: number, startOffset: number): boolean {
    if (epoch <= this.latest) return false
    while (this.entries.length > 0 && this.entries[this.entries.length - 1]!.startOffset >= startOffset)
      this.entries.pop()
    this.entries.push({ epoch, startOffset })
    return true
  }

  /** The largest epoch at or below `epoch`, and where it ended. Both -1 where nothing is known of it. */
  endOffsetFor(epoch: number, logEndOffset: number): { epoch: number; endOffset: number } {
    if (epoch < 0 || this.entries.length === 0) return { epoch: -1, endOffset: -1 }
    if (epoch === this.latest) return { epoch, endOffset: logEndOffset }
    let found: EpochEntry | undefined
    for (const entry of this.entries) {
      if (entry.epoch > epoch) {
        return { epoch: found?.epoch ?? epoch, endOffset: entry.startOffset }
      }
      found = entry
    }
    return { epoch: -1, endOffset: -1 }
  }

  /** The epoch of the record at `offset`, -1 where that is unknown. */
  epochFor(offset: number): number {
    let epoch = -1
    for (const entry of this.entries) {
      if (entry.startOffset > offset) break
      epoch = entry.epoch
    }
    return epoch
  }

  truncateFromEnd(endOffset: number): void {
    this.entries = this.entries.filter(entry => entry.startOffset < endOffset)
  }

  truncateFromStart(startOffset: number): void {
    const kept = this.entries.filter(
      (_, n) => (this.entries[n + 1]?.startOffset ?? Number.POSITIVE_INFINITY) > startOffset,
    )
    this.entries = kept.map((entry, n) =>
      n === 0 && entry.startOffset < startOffset ? { ...entry, startOffset } : entry,
    )
  }

  render(): Uint8Array {
    return renderCheckpoint(this.entries.map(({ epoch, startOffset }) => `${epoch} ${startOffset}`))
  }

  /** Reads the file's content; an unsound file counts as empty. */
  static parse(content: Uint8Array | undefined): LeaderEpochs {
    const epochs = new LeaderEpochs()
    for (const line of parseCheckpoint(content) ?? []) {
      const match = /^(\d+) (\d+)$/.exec(line)
      if (match === null) return new LeaderEpochs()
      epochs.assign(Number(match[1]), Number(match[2]))
    }
    return epochs
  }
}
