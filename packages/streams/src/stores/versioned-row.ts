/**
 * A row of a versioned store's history: the versions of one key whose validity ended within one segment.
 * Bytes: int64 nextTs · int32 n · n times (int64 from, int32 length or -1 for a tombstone), newest first · the values.
 * Versions are gapless: each is valid until the one before it in the list, the first until nextTs.
 */
import { type ByteSink, readInt64 } from '../serdes/byte-sink.ts'

export interface Version {
  from: number
  /** null: deleted. */
  value: Uint8Array | null
}

export class VersionedRow {
  nextTs: number
  /** Newest first. */
  readonly versions: Version[]

  constructor(nextTs: number, versions: Version[]) {
    this.nextTs = nextTs
    this.versions = versions
  }

  get minTs(): number {
    return this.versions[this.versions.length - 1]!.from
  }

  static read(bytes: Uint8Array, start: number): VersionedRow {
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    const count = view.getInt32(start + 8)
    let at = start + 12 + count * 12
    const versions: Version[] = []
    for (let i = 0, head = start + 12; i < count; i++, head += 12) {
      const length = view.getInt32(head + 8)
      versions.push({ from: readInt64(bytes, head), value: length < 0 ? null : bytes.slice(at, at + length) })
      if (length > 0) at += length
    }
    return new VersionedRow(readInt64(bytes, start), versions)
  }

  write(sink: ByteSink): void {
    sink.at = 0
    sink.writeInt64(this.nextTs)
    sink.ensure(4 + this.versions.length * 12)
    sink.view.setInt32(sink.at, this.versions.length)
    sink.at += 4
    for (const { from, value } of this.versions) {
      sink.writeInt64(from)
      sink.ensure(4)
      sink.view.setInt32(sink.at, value === null ? -1 : value.length)
      sink.at += 4
    }
    for (const { value } of this.versions) if (value !== null) sink.write(value, 0, value.length)
  }

  /** The version valid at `ts`, which lies in `[minTs, nextTs)`. */
  indexAt(ts: number): number {
    let i = 0
    while (this.versions[i]!.from > ts) i++
    return i
  }

  /** Adds a version that begins at or after `nextTs`; a gap before it counts as deleted. */
  addLatest(from: number, to: number, value: Uint8Array | null): void {
    if (this.nextTs < from) this.versions.unshift({ from: this.nextTs, value: null })
    if (from < to || this.versions.length === 0) this.versions.unshift({ from, value })
    this.nextTs = to
  }
}
