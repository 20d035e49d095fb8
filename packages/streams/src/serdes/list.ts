/**
 * Lists in the layout of Kafka's ListSerde.
 *
 * Items of a fixed size: byte 0 · int32 count of nulls · int32 index of each · int32 length · items without nulls.
 * Others: byte 1 · int32 length · (int32 size, -1 for null · item) for each. Source: KIP-466.
 */
import { StreamsError } from '../failure.ts'
import type { ByteSink } from './byte-sink.ts'
import { Serde } from './serde.ts'

const FIXED = 0
const SIZED = 1
const NULL_ITEM = -1

/** Sizes of the encodings that Kafka writes without a size. */
const FIXED_BYTES: ReadonlyMap<string, number> = new Map([
  ['short', 2],
  ['integer', 4],
  ['float', 4],
  ['long', 8],
  ['bigLong', 8],
  ['double', 8],
  ['uuid', 36],
])

function unreadable(detail: string): StreamsError {
  return new StreamsError('DESERIALIZATION_FAILED', `list: ${detail}`)
}

/**
 * Lists of what `item` reads and writes, as Kafka's ListSerde does; null items are kept.
 *
 * ```ts
 * const bytes = list(string()).serialize('', ['to', 'be'])
 * console.log(list(string()).deserialize('', bytes)) // prints to,be
 * ```
 *
 * @throws DESERIALIZATION_FAILED for bytes that are no such list
 */
export function list<T>(item: Serde<T>): Serde<T[]> {
  const fixedBytes = FIXED_BYTES.get(item.encoding)
  return new Serde<T[]>({
    encoding: item.encoding === '' ? '' : `list(${item.encoding})`,
    lends: item.lends,
    decode: (bytes, start, end) => decodeList(item, fixedBytes, bytes, start, end),
    encode: (items, sink) => {
      if (fixedBytes === undefined) encodeSized(item, items, sink)
      else encodeFixed(item, items, sink)
    },
  })
}

function writeInt32(sink: ByteSink, value: number): void {
  sink.ensure(4)
  sink.view.setInt32(sink.at, value)
  sink.at += 4
}

function writeFlag(sink: ByteSink, flag: number): void {
  sink.ensure(1)
  sink.bytes[sink.at++] = flag
}

function encodeFixed<T>(item: Serde<T>, items: readonly T[], sink: ByteSink): void {
  writeFlag(sink, FIXED)
  const nulls: number[] = []
  for (let i = 0; i < items.length; i++) if (items[i] === null || items[i] === undefined) nulls.push(i)
  writeInt32(sink, nulls.length)
  for (const index of nulls) writeInt32(sink, index)
  writeInt32(sink, items.length)
  for (const one of items) if (one !== null && one !== undefined) item.encode(one, sink)
}

function encodeSized<T>(item: Serde<T>, items: readonly T[], sink: ByteSink): void {
  writeFlag(sink, SIZED)
  writeInt32(sink, items.length)
  for (const one of items) {
    const { at } = sink
    writeInt32(sink, NULL_ITEM)
    if (one === null || one === undefined) continue
    item.encode(one, sink)
    sink.view.setInt32(at, sink.at - at - 4)
  }
}

function decodeList<T>(
  item: Serde<T>,
  fixedBytes: number | undefined,
  bytes: Uint8Array,
  start: number,
  end: number,
): T[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  let at = start
  const int32 = (): number => {
    if (at + 4 > end) throw unreadable('it ends too early')
    at += 4
    return view.getInt32(at - 4)
  }
  if (start === end) throw unreadable('it is empty')
  const flag = bytes[at++]!
  if (flag !== FIXED && flag !== SIZED) throw unreadable(`unknown layout ${flag}`)
  if (flag === FIXED && fixedBytes === undefined)
    throw unreadable('its items have a fixed size, and those of its serde have not')
  const nulls = new Set<number>()
  if (flag === FIXED) for (let left = int32(); left > 0; left--) nulls.add(int32())
  const length = int32()
  if (length < 0 || length > end - start) throw unreadable(`a length of ${length}`)
  const items: T[] = []
  for (let i = 0; i < length; i++) {
    const size = flag === FIXED ? (nulls.has(i) ? NULL_ITEM : fixedBytes!) : int32()
    if (size < NULL_ITEM || at + size > end) throw unreadable('it ends too early')
    // A null item is a value of the lists of those who write nulls.
    items.push(size === NULL_ITEM ? (null as T) : item.decode(bytes, at, at + size))
    if (size > 0) at += size
  }
  return items
}
