/**
 * Which parameters a callback of the user reads, so that a key or value nobody looks at is never decoded, and no record context
 * made.
 *
 * Sound, not complete: a parameter counts as unread only when the callback takes fewer, or in whose text its name does not occur
 * again: of arrow functions, and of other ones that do not speak of `arguments`, with plain parameters. Everything doubtful
 * counts as read.
 */

// biome-ignore lint/complexity/noBannedTypes: any function may be asked
export function readsParameter(fn: Function, index: number): boolean {
  const text = Function.prototype.toString.call(fn)
  const head =
    /^(?:async\s*)?(?:\(([^()=]*)\)|([\w$]+))\s*=>/.exec(text) ??
    /^function\b[^()]*\(([^()=]*)\)\s*\{/.exec(text)
  if (head === null || isNative(text)) return true
  const names = (head[1] ?? head[2] ?? '').split(',').map(name => name.trim())
  if (names[names.length - 1] === '') names.pop()
  if (names.some(name => !/^[A-Za-z_$][\w$]*$/.test(name))) return true
  const rest = text.slice(head[0].length)
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
