/**
 * Walks the batches of sealed segments for the cleaner, in slices, and believes none whose checksum does not hold.
 */
import { BATCH_HEADER_BYTES, BatchHeader, checkBatch, codecReady, MoldauError } from '@moldau/protocol'
import type { Segment } from '../partition/segment.ts'
import { SLICE_BYTES, type Slices } from './slices.ts'

const header = new BatchHeader()

/**
 * Calls `visit` with every batch of a segment, in order, its codec ready; stops when told false. `goOn` is asked after every
 * pause and throws where the cleaning has to end.
 * @throws MoldauError `LOG_DAMAGED` for a batch that does not hold; the disk's error
 */
export async function readBatches(
  segment: Segment,
  slices: Slices,
  goOn: () => void,
  visit: (bytes: Uint8Array, start: number, size: number) => boolean,
): Promise<void> {
  let chunkBytes = SLICE_BYTES
  for (let position = 0; position < segment.sizeBytes; ) {
    const bytes = new Uint8Array(Math.min(chunkBytes, segment.sizeBytes - position))
    const count = segment.file.read(bytes, position)
    if (count < bytes.length) throw damaged(segment, position + count, 'the file ends early')
    let start = 0
    while (bytes.length - start >= BATCH_HEADER_BYTES) {
      const size = header.at(bytes, start).sizeInBytes
      if (size < BATCH_HEADER_BYTES) throw damaged(segment, position + start, `a batch claims ${size} bytes`)
      if (size > bytes.length - start) break
      const verdict = checkBatch(bytes, start, bytes.length)
      if (verdict !== 'ok') throw damaged(segment, position + start, verdict)
      const codec = header.at(bytes, start).compression
      if (codec === undefined) throw damaged(segment, position + start, 'its codec is unknown')
      const loading = codecReady(codec)
      if (loading !== undefined) await loading
      if (!visit(bytes, start, size)) return
      start += size
      const pause = slices.spend(size)
      if (pause === undefined) continue
      await pause
      goOn()
    }
    position += start
    if (start === 0) {
      // A batch larger than a chunk: read it whole.
      const size = bytes.length < BATCH_HEADER_BYTES ? 0 : header.at(bytes, 0).sizeInBytes
      if (size <= bytes.length || size > segment.sizeBytes - position)
        throw damaged(segment, position, 'a batch reaches beyond the end of the file')
      chunkBytes = size
    } else chunkBytes = SLICE_BYTES
  }
}

function damaged(segment: Segment, position: number, what: string): MoldauError {
  return new MoldauError('LOG_DAMAGED', 'a segment is damaged', {
    detail: `${segment.path('.log')}, byte ${position}: ${what}`,
    hint: 'the partition is not cleaned any more until the next start; nothing was removed',
  })
}
