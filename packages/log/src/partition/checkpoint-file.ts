/**
 * Kafka's text checkpoints: version 0, the number of lines, then the lines. Beside the partitions lie three of them, with
 * `topic partition offset` a line: `recovery-point-offset-checkpoint` (what has surely reached the medium),
 * `log-start-offset-checkpoint` (where a log begins, where DeleteRecords moved it inside a segment), and
 * `cleaner-offset-checkpoint` (the first offset that cleaning has not read yet).
 * Source: Kafka's `CheckpointFile`, `OffsetCheckpointFile`.
 */
import { replaceFile, type Storage } from '../storage/storage.ts'

export const RECOVERY_POINT_FILE = 'recovery-point-offset-checkpoint'
export const LOG_START_FILE = 'log-start-offset-checkpoint'
export const CLEANER_FILE = 'cleaner-offset-checkpoint'

const text = new TextEncoder()

export function renderCheckpoint(lines: readonly string[]): Uint8Array {
  return text.encode(`0\n${lines.length}\n${lines.map(line => `${line}\n`).join('')}`)
}

/** The lines of a checkpoint; `undefined` where the file is missing or unsound. */
export function parseCheckpoint(content: Uint8Array | undefined): string[] | undefined {
  if (content === undefined) return undefined
  const lines = new TextDecoder().decode(content).split('\n')
  const count = Number(lines[1])
  if (lines[0] !== '0' || !Number.isInteger(count) || lines.length < count + 2) return undefined
  return lines.slice(2, 2 + count)
}

/** Reads `topic partition offset` lines into a map by `topic-partition`; what is unsound counts as unknown. */
export function readOffsets(storage: Storage, path: string): Map<string, number> {
  const offsets = new Map<string, number>()
  for (const line of parseCheckpoint(storage.readFile(path)) ?? []) {
    const match = /^(\S+) (\d+) (\d+)$/.exec(line)
    if (match !== null) offsets.set(`${match[1]}-${match[2]}`, Number(match[3]))
  }
  return offsets
}

export interface PartitionOffset {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** Replaces the checkpoint at `path`; durable when it settles. */
export function writeOffsets(
  storage: Storage,
  path: string,
  offsets: readonly PartitionOffset[],
): Promise<void> {
  const lines = offsets.map(({ topic, partition, offset }) => `${topic} ${partition} ${offset}`)
  return replaceFile(storage, path, renderCheckpoint(lines))
}
