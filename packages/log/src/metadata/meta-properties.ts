/**
 * `meta.properties`: whose folder this is. Kafka's version 1: cluster id, node id and the folder's own id.
 */
import { MoldauError, type Random } from '@moldau/protocol'
import { replaceFile, type Storage } from '../storage/storage.ts'

export const META_PROPERTIES_FILE = 'meta.properties'

export interface MetaProperties {
  readonly clusterId: string
  readonly nodeId: number
  readonly directoryId: string
}

/** A new id in Kafka's form: 16 random bytes as 22 characters, never beginning with a dash (tools take that for an option). */
export function newUuid(random: Random): string {
  for (;;) {
    const bytes = new Uint8Array(16)
    const view = new DataView(bytes.buffer)
    for (let at = 0; at < 16; at += 4) view.setUint32(at, random.nextUint32())
    // Version 4 and its variant, as java.util.UUID makes them.
    bytes[6] = (bytes[6]! & 0x0f) | 0x40
    bytes[8] = (bytes[8]! & 0x3f) | 0x80
    const text = Buffer.from(bytes).toString('base64url')
    if (!text.startsWith('-')) return text
  }
}

/** Reads the file, or writes it for a new folder. @throws MoldauError `FOLDER_FOREIGN` where it is another node's or unreadable */
export async function openMetaProperties(
  storage: Storage,
  directory: string,
  nodeId: number,
  random: Random,
): Promise<MetaProperties> {
  const path = `${directory}/${META_PROPERTIES_FILE}`
  const content = storage.readFile(path)
  if (content === undefined) {
    const made = { clusterId: newUuid(random), nodeId, directoryId: newUuid(random) }
    const lines = [
      `cluster.id=${made.clusterId}`,
      `directory.id=${made.directoryId}`,
      `node.id=${nodeId}`,
      'version=1',
    ]
    await replaceFile(storage, path, new TextEncoder().encode(`#\n${lines.join('\n')}\n`))
    return made
  }
  const values = new Map<string, string>()
  for (const line of new TextDecoder().decode(content).split('\n')) {
    const match = /^([^#=]+)=(.*)$/.exec(line.trim())
    if (match !== null) values.set(match[1]!.trim(), match[2]!.trim())
  }
  const foreign = (detail: string): MoldauError =>
    new MoldauError('FOLDER_FOREIGN', 'the data folder cannot be used', {
      detail: `${path}: ${detail}`,
      hint: 'choose another folder; nothing in this one was changed',
    })
  const clusterId = values.get('cluster.id')
  if (values.get('version') !== '1' || clusterId === undefined)
    throw foreign('version 1 with a cluster.id was expected')
  if (Number(values.get('node.id')) !== nodeId)
    throw foreign(`node.id is ${values.get('node.id')}, not ${nodeId}`)
  return { clusterId, nodeId, directoryId: values.get('directory.id') ?? newUuid(random) }
}
