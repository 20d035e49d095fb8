/**
 * `partition.metadata`: which topic, by id, a partition's folder belongs to. A topic that was deleted and made anew under the
 * same name has another id, and the old folder is then none of its.
 */
export const PARTITION_METADATA_FILE = 'partition.metadata'

export function renderPartitionMetadata(topicId: string): Uint8Array {
  return new TextEncoder().encode(`version: 0\ntopic_id: ${topicId}`)
}

/** The topic id in the file's content; `undefined` where there is none. */
export function parsePartitionMetadata(content: Uint8Array | undefined): string | undefined {
  if (content === undefined) return undefined
  return /^topic_id: (\S{22})$/m.exec(new TextDecoder().decode(content))?.[1]
}
