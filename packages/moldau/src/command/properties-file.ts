/** Java's properties format, as Kafka's server.properties uses it: `name=value` lines, comments with # or !, \ joins lines. */
import { readFile } from 'node:fs/promises'
import { MoldauError } from '@moldau/protocol'

/** Properties of a text, in order; a later one wins. @throws MoldauError `BAD_CONFIG` naming the line */
export function parseProperties(text: string, name: string): Map<string, string> {
  const properties = new Map<string, string>()
  const lines = text.split(/\r?\n/)
  for (let n = 0; n < lines.length; n++) {
    const first = n + 1
    let line = lines[n]!.trimStart()
    if (line === '' || line.startsWith('#') || line.startsWith('!')) continue
    while (/(^|[^\\])(\\\\)*\\$/.test(line) && n + 1 < lines.length)
      line = line.slice(0, -1) + lines[++n]!.trimStart()
    const match = /^([^\s=:]+)\s*[=:]?\s*(.*)$/.exec(line)
    if (match === null) {
      throw new MoldauError('BAD_CONFIG', `${name} cannot be read`, {
        detail: `line ${first}: "${line}"`,
        hint: 'each line is name=value',
      })
    }
    properties.set(match[1]!, match[2]!.trimEnd())
  }
  return properties
}

/** Reads a properties file. @throws MoldauError `BAD_CONFIG` */
export async function readProperties(path: string): Promise<Map<string, string>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new MoldauError('BAD_CONFIG', `the configuration file ${path} cannot be read`, {
      detail: cause instanceof Error ? cause.message : String(cause),
      cause,
    })
  }
  return parseProperties(text, path)
}
