/** What a failure looks like on a terminal: a known one is its message, anything else its stack; then what lies beneath. */

const DEPTH_MAX = 4

/** Known failures have a stable code; by their shape, since a program may bring another copy of the packages. */
function isKnown(error: Error): boolean {
  const { code, retriable } = error as { code?: unknown; retriable?: unknown }
  return typeof code === 'string' && typeof retriable === 'boolean'
}

export function failureText(error: unknown): string {
  const lines: string[] = []
  let one = error
  for (let depth = 0; depth < DEPTH_MAX && one !== undefined; depth++) {
    const text = !(one instanceof Error)
      ? String(one)
      : isKnown(one)
        ? one.message
        : (one.stack ?? one.message)
    lines.push(depth === 0 ? text : `  because: ${text}`)
    one = one instanceof Error ? one.cause : undefined
  }
  return lines.join('\n')
}
