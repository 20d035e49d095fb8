/**
 * `<base offset>.checksums`: size and CRC-32C of a sealed segment's indexes, so that a damaged index is known to be damaged.
 *
 * Kafka checks an index for its form alone: a flipped bit in one can hide records from a search by time, or aborted records from
 * a reader's filter. The file is ours; Kafka passes it by. Text: `0`, the number of lines, `suffix bytes crc` a line.
 * Where it is missing (a folder of Kafka's) form has to do, and it is written for the next time; where it does not fit, the index is
 * built anew, so a stale one costs time alone. Where an index of aborted transactions is missing with it, only Kafka's clean stop says
 * that there were none: else the segment is walked.
 */
import { crc32c } from '@moldau/protocol'
import { parseCheckpoint, renderCheckpoint } from './checkpoint-file.ts'

export const CHECKSUMS_SUFFIX = '.checksums'

export interface Checksum {
  readonly sizeBytes: number
  readonly crc: number
}

export function checksumOf(bytes: Uint8Array): Checksum {
  return { sizeBytes: bytes.length, crc: crc32c(bytes) }
}

export function renderChecksums(sums: ReadonlyMap<string, Checksum>): Uint8Array {
  return renderCheckpoint([...sums].map(([suffix, { sizeBytes, crc }]) => `${suffix} ${sizeBytes} ${crc}`))
}

/** Checksums by suffix; `undefined` where the file is missing. A damaged one gives no sums, which fit nothing. */
export function parseChecksums(content: Uint8Array | undefined): ReadonlyMap<string, Checksum> | undefined {
  if (content === undefined) return undefined
  const sums = new Map<string, Checksum>()
  for (const line of parseCheckpoint(content) ?? []) {
    const match = /^(\.[a-z]+) (\d+) (\d+)$/.exec(line)
    if (match !== null) sums.set(match[1]!, { sizeBytes: Number(match[2]), crc: Number(match[3]) })
  }
  return sums
}

/** Whether an index's content is what was summed; an index that is not there counts as empty. */
export function fitsChecksum(content: Uint8Array | undefined, sum: Checksum | undefined): boolean {
  const bytes = content ?? new Uint8Array(0)
  return sum !== undefined && bytes.length === sum.sizeBytes && crc32c(bytes) === sum.crc
}
