/**
 * Which parameters a callback of the user reads, so that a key or value nobody looks at is never decoded, and no record context
 * made.
 *
 * Sound, not complete: a parameter counts as unread only when the callback takes fewer, or in whose text its name does not occur
 * again: of arrow functions, and of other ones that do not speak of `arguments`, with plain parameters, or such that have a name or a
 * plain literal as default. Everything doubtful counts as read.
 */

/** A parameter: its name, and its default. */
const PARAMETER = /^([A-Za-z_$][\w$]*)(?:\s*=\s*('[^'\\]*'|"[^"\\]*"|[\w$.-]+))?$/

// biome-ignore lint/complexity/noBannedTypes: any function may be asked
export function readsParameter(fn: Function, index: number): boolean {
  const text = Function.prototype.toString.call(fn)
  const head =
    /^(?:async\s*)?(?:\(([^()]*)\)|([\w$]+))\s*=>/.exec(text) ??
    /^function\b[^()]*\(([^()]*)\)\s*\{/.exec(text)
  if (head === null || isNative(text)) return true
  const words = (head[1] ?? head[2] ?? '').split(',').map(word => word.trim())
  if (words[words.length - 1] === '') words.pop()
  const names: string[] = []
  // A default may read the parameters before it.
  let rest = text.slice(head[0].length)
  for (const word of words) {
    const [, name, value = ''] = PARAMETER.exec(word) ?? []
    if (name === undefined) return true
    names.push(name)
    rest += ` ${value}`
  }
  if (text.startsWith('function') && /arguments|eval|\\/.test(rest)) return true
  if (index >= names.length) return false
  if (rest.includes('\\') || rest.includes('eval')) return true
  const name = names[index]!.replaceAll('$', '\\$')
  return new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(rest)
}

/**
 * Whether a callback takes the record's context as its parameter `index`. A built-in or bound function gets one only if its
 * `length` says that it takes so many: `Math.max` would count it among its numbers.
 */
// biome-ignore lint/complexity/noBannedTypes: any function may be asked
export function readsContext(fn: Function, index: number): boolean {
  const text = Function.prototype.toString.call(fn)
  return isNative(text) ? fn.length > index : readsParameter(fn, index)
}

function isNative(text: string): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(text)
}
