/**
 * HOT PATH: fetch.
 *
 * Unit of work: one fetch of one partition, many batches. Allocations allowed: one view where the batches lie in the tail; one
 * array where they are read from the file. Budget: 2 us from the tail; from the file one positioned read and 11 ns a batch.
 * No record is opened. Guarded by `npm run bench -- consume`.
 *
 *  1. The result is whole batches: the first one holds `offset` or is the next above it; the last one ends at or below
 *     `endOffset`.
 *  2. At most `maxBytes`, except that with `atLeastOne` the first batch comes whole however large it is (KIP-74).
 *  3. The bytes are never written again; they stay valid while they are referenced.
 *  4. Below what cleaning has rewritten, the files count and not the tail in memory, which still has what was removed.
 *  5. Offsets of what is read from files ascend and do not overlap: a batch whose header was damaged is reported, not served; nor is it
 *     passed over: where the first batch lies above `offset`, the one before it is checked, whose end may be a lie.
 * Source: Kafka's `LogSegment.read`.
 */
import {
  BATCH_HEADER_BYTES,
  BATCH_LOG_OVERHEAD,
  BatchHeader,
  checkBatch,
  MoldauError,
  trustBatches,
} from '@moldau/protocol'
import type { PartitionLog } from './partition-log.ts'
import type { Segment } from './segment.ts'
import type { TailBlock } from './tail-cache.ts'

const EMPTY = new Uint8Array(0)
const header = new BatchHeader()

/** Batches from `offset` on that end at or below `endOffset`; empty where there are none. @throws the disk's error */
export function read(
  log: PartitionLog,
  offset: number,
  endOffset: number,
  maxBytes: number,
  atLeastOne: boolean,
): Uint8Array {
  if (offset >= endOffset) {
    log.tail.watch()
    return EMPTY
  }
  if (offset >= log.tail.startOffset && offset >= log.compactedOffset) {
    const block = log.tail.blockOf(offset)
    if (block !== undefined) {
      log.tail.watch()
      return readTail(block, offset, endOffset, maxBytes, atLeastOne)
    }
  }
  return readFiles(log, offset, endOffset, maxBytes, atLeastOne)
}

function readTail(
  block: TailBlock,
  offset: number,
  endOffset: number,
  maxBytes: number,
  atLeastOne: boolean,
): Uint8Array {
  const { nextOffsets, ends } = block
  let low = 0
  let high = nextOffsets.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (nextOffsets[middle]! <= offset) low = middle + 1
    else high = middle
  }
  const first = low
  const start = first === 0 ? 0 : ends[first - 1]!
  // The last batch that ends in time and still fits.
  high = nextOffsets.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (nextOffsets[middle]! <= endOffset && ends[middle]! - start <= maxBytes) low = middle + 1
    else high = middle
  }
  if (low === first) {
    if (!atLeastOne || nextOffsets[first]! > endOffset) return EMPTY
    low = first + 1
  }
  // Their CRC was checked when they were appended, in this process.
  return trustBatches(block.bytes.subarray(start, ends[low - 1]!))
}

function readFiles(
  log: PartitionLog,
  offset: number,
  endOffset: number,
  maxBytes: number,
  atLeastOne: boolean,
): Uint8Array {
  for (let n = log.segmentFor(offset); n < log.segments.length; n++) {
    const segment = log.segments[n]!
    const bound = log.segments[n + 1]?.baseOffset ?? log.logEndOffset
    const bytes = readSegment(log, segment, bound, offset, endOffset, maxBytes, atLeastOne)
    // Nothing at or above the offset in this segment (compaction took it): the next one has it.
    if (bytes !== undefined) return bytes
  }
  return EMPTY
}

/**
 * Batches of one segment; `undefined` where it holds none at or above `offset`. `bound`: where the segment's offsets end.
 * @throws MoldauError `LOG_DAMAGED` where the first of them is damaged; a damaged one behind it ends the result
 */
function readSegment(
  log: PartitionLog,
  segment: Segment,
  bound: number,
  offset: number,
  endOffset: number,
  maxBytes: number,
  atLeastOne: boolean,
): Uint8Array | undefined {
  let position = segment.offsetIndex.positionFor(offset)
  passedPosition = -1
  // Whoever can have all the rest at once has caught up: what comes next is kept for it.
  if (segment === log.active && segment.sizeBytes - position <= maxBytes) log.tail.watch()
  let least = segment.baseOffset
  const slack = Math.max(log.config.indexIntervalBytes * 2, 4096)
  let wanted = Math.min(segment.sizeBytes - position, Math.max(maxBytes, BATCH_HEADER_BYTES) + slack)
  while (position < segment.sizeBytes) {
    const bytes = readAt(segment, position, wanted)
    const start = skip(bytes, offset, least, segment, position)
    if (start < bytes.length && start + BATCH_HEADER_BYTES <= bytes.length) {
      header.at(bytes, start)
      const size = header.sizeInBytes
      if (!plausible(least, bound) || position + start + size > segment.sizeBytes)
        throw damaged(segment, position + start)
      if (header.baseOffset > offset) {
        checkPassed(segment)
        header.at(bytes, start)
      }
      if (header.nextOffset > endOffset) return EMPTY
      if (size > maxBytes && !atLeastOne) return EMPTY
      const whole = start + size > bytes.length ? readAt(segment, position + start, size) : undefined
      if (whole !== undefined) {
        if (whole.length < size || !followed(segment, position + start + size, header.nextOffset))
          throw damaged(segment, position + start)
        return whole
      }
      const end = cut(bytes, start, segment, position, bound, endOffset, maxBytes)
      if (end === start) throw damaged(segment, position + start)
      return bytes.subarray(start, end)
    }
    // Nothing that could be a batch: the segment ends inside of one, or its file before the segment does.
    if (start === 0) throw damaged(segment, position)
    // Every batch read lies below the offset: go on behind the last whole one.
    if (start > 0) least = lastSeen
    position += Math.min(start, segment.sizeBytes - position)
    wanted = Math.min(segment.sizeBytes - position, Math.max(wanted, BATCH_HEADER_BYTES))
  }
  if (lastSeen < bound) checkPassed(segment)
  return undefined
}

/** End offset of the batches that `skip` has passed. */
let lastSeen = 0
/** The last of them: where it lies, -1 where none was passed, and its size. */
let passedPosition = -1
let passedBytes = 0

/**
 * Looks closer at the batch before a gap, which may be what is left of its offsets: its end is below its checksum, its beginning is
 * not, but lies behind the batch before it. @throws MoldauError `LOG_DAMAGED`
 */
function checkPassed(segment: Segment): void {
  if (passedPosition < 0) return
  const [position, size] = [passedPosition, passedBytes]
  const from = segment.offsetIndex.positionBelow(position)
  const bytes = readAt(segment, from, position + size - from)
  skip(bytes, Number.MAX_SAFE_INTEGER, segment.baseOffset, segment, from)
  if (passedPosition !== position || checkBatch(bytes, position - from, bytes.length) !== 'ok')
    throw damaged(segment, position)
}

/** Whether the header can be that of a batch whose offsets lie in `[least, bound)`. */
function plausible(least: number, bound: number): boolean {
  const { baseOffset, lastOffsetDelta } = header
  return (
    header.magic === 2 &&
    header.sizeInBytes >= BATCH_HEADER_BYTES &&
    lastOffsetDelta >= 0 &&
    baseOffset >= least &&
    baseOffset + lastOffsetDelta < bound
  )
}

/** Whether what lies at `position` begins at or above `offset`: a batch whose base offset was changed overlaps a neighbour. */
function followed(segment: Segment, position: number, offset: number): boolean {
  if (position + BATCH_HEADER_BYTES > segment.sizeBytes) return true
  const bytes = readAt(segment, position, BATCH_HEADER_BYTES)
  // A file that was cut off says nothing of the batch before: whoever reads on is told.
  return bytes.length < BATCH_HEADER_BYTES || peek.at(bytes, 0).baseOffset >= offset
}

const peek = new BatchHeader()

function damaged(segment: Segment, position: number): MoldauError {
  return new MoldauError('LOG_DAMAGED', 'a segment is damaged', {
    detail: `${segment.path('.log')}, byte ${position}: what lies there is no batch, or not the one that belongs there`,
    hint: 'what lies before and behind can be read; nothing was removed',
  })
}

function readAt(segment: Segment, position: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(size)
  const count = segment.file.read(bytes, position)
  return count === size ? bytes : bytes.subarray(0, count)
}

/** Where the first batch that reaches `offset` begins; at or beyond the end where none is seen. */
function skip(bytes: Uint8Array, offset: number, least: number, segment: Segment, position: number): number {
  let at = 0
  lastSeen = least
  while (at + BATCH_HEADER_BYTES <= bytes.length) {
    header.at(bytes, at)
    if (header.lastOffset >= offset) return at
    const size = header.sizeInBytes
    const fits = header.magic === 2 && header.lastOffsetDelta >= 0 && header.baseOffset >= lastSeen
    if (size < BATCH_HEADER_BYTES || !fits) throw damaged(segment, position + at)
    lastSeen = header.nextOffset
    passedPosition = position + at
    passedBytes = size
    at += size
  }
  return at
}

/**
 * The end of the last whole batch from `start` on that ends in time, fits, and is what belongs there; `start` where the first
 * one is not. The first one fits in any case.
 */
function cut(
  bytes: Uint8Array,
  start: number,
  segment: Segment,
  position: number,
  bound: number,
  endOffset: number,
  maxBytes: number,
): number {
  let at = start
  let before = start
  let least = header.baseOffset
  while (at + BATCH_HEADER_BYTES <= bytes.length) {
    header.at(bytes, at)
    // Two that overlap: which of them is wrong cannot be told.
    if (at > start && header.baseOffset < least) return before
    const next = at + header.sizeInBytes
    if (!plausible(least, bound) || next > bytes.length || header.nextOffset > endOffset) return at
    if (next - start > maxBytes && at > start) return at
    before = at
    least = header.nextOffset
    at = next
  }
  return at > start && !followed(segment, position + at, least) ? before : at
}

/** Calls `visit` for every batch of a segment from `position` on, with the bytes that hold it whole; stops when told false. */
export function walkSegment(
  segment: Segment,
  position: number,
  sizeBytes: number,
  visit: (bytes: Uint8Array, start: number, position: number, size: number) => boolean,
): number {
  const chunkBytes = 1024 * 1024
  let at = position
  while (sizeBytes - at >= BATCH_HEADER_BYTES) {
    let bytes = readAt(segment, at, Math.min(chunkBytes, sizeBytes - at))
    let start = 0
    while (start + BATCH_HEADER_BYTES <= bytes.length) {
      const size = header.at(bytes, start).sizeInBytes
      if (size < BATCH_LOG_OVERHEAD || size > sizeBytes - at - start) return at + start
      if (start + size > bytes.length) break
      if (!visit(bytes, start, at + start, size)) return at + start
      start += size
    }
    if (start === 0) {
      const size = bytes.length < BATCH_HEADER_BYTES ? 0 : header.at(bytes, 0).sizeInBytes
      if (size === 0 || size > sizeBytes - at) return at
      bytes = readAt(segment, at, size)
      if (bytes.length < size || !visit(bytes, 0, at, size)) return at
      start = size
    }
    at += start
  }
  return at
}
