/**
 * The text that goes with a committed offset: the partition's time and what processors want back after a restart.
 *
 * Bytes, in base64: magic 2 · int64 partition time · nothing, or int32 n · n times (int32 length · UTF-8 name · int64 value).
 * Magic 1 had the time alone. Source: Kafka Streams' TopicPartitionMetadata, ProcessorMetadata; unreadable text counts as none.
 */
import { ByteSink, readInt64 } from '../serdes/byte-sink.ts'
import { decodeUtf8, encodeUtf8 } from '../serdes/utf8.ts'

const MAGIC = 2
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export interface OffsetMetadata {
  /** -1 when unknown. */
  readonly partitionTimeMs: number
  readonly processors: ReadonlyMap<string, number>
}

export function encodeOffsetMetadata(metadata: OffsetMetadata): string {
  const sink = new ByteSink(64)
  sink.bytes[sink.at++] = MAGIC
  sink.writeInt64(metadata.partitionTimeMs)
  if (metadata.processors.size > 0) {
    writeInt32(sink, metadata.processors.size)
    for (const [name, value] of metadata.processors) {
      const lengthAt = sink.at
      writeInt32(sink, 0)
      encodeUtf8(name, sink)
      sink.view.setInt32(lengthAt, sink.at - lengthAt - 4)
      sink.writeInt64(value)
    }
  }
  return toBase64(sink.bytes, sink.at)
}

export function decodeOffsetMetadata(text: string): OffsetMetadata {
  const processors = new Map<string, number>()
  const none = { partitionTimeMs: -1, processors }
  const bytes = fromBase64(text)
  if (bytes === null || bytes.length < 9 || bytes[0]! < 1 || bytes[0]! > MAGIC) return none
  const partitionTimeMs = readInt64(bytes, 1)
  if (bytes[0] === 1 || bytes.length < 13) return { partitionTimeMs, processors }
  const view = new DataView(bytes.buffer)
  let at = 13
  for (let left = view.getInt32(9); left > 0; left--) {
    if (at + 4 > bytes.length) return { partitionTimeMs, processors: new Map() }
    const length = view.getInt32(at)
    if (length < 0 || at + 12 + length > bytes.length) return { partitionTimeMs, processors: new Map() }
    processors.set(decodeUtf8(bytes, at + 4, at + 4 + length), readInt64(bytes, at + 4 + length))
    at += 12 + length
  }
  return { partitionTimeMs, processors }
}

function writeInt32(sink: ByteSink, value: number): void {
  sink.ensure(4)
  sink.view.setInt32(sink.at, value)
  sink.at += 4
}

function toBase64(bytes: Uint8Array, length: number): string {
  let text = ''
  for (let i = 0; i < length; i += 3) {
    const triple = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const left = length - i
    text += ALPHABET[triple >>> 18]! + ALPHABET[(triple >>> 12) & 63]!
    text += left > 1 ? ALPHABET[(triple >>> 6) & 63]! : '='
    text += left > 2 ? ALPHABET[triple & 63]! : '='
  }
  return text
}

function fromBase64(text: string): Uint8Array | null {
  if (text.length === 0 || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  for (let i = 0, at = 0; i < text.length; i += 4) {
    let quad = 0
    for (let j = 0; j < 4; j++) {
      const char = text[i + j]!
      quad = (quad << 6) | (char === '=' ? 0 : ALPHABET.indexOf(char))
    }
    if (at < bytes.length) bytes[at++] = quad >>> 16
    if (at < bytes.length) bytes[at++] = quad >>> 8
    if (at < bytes.length) bytes[at++] = quad
  }
  return bytes
}
