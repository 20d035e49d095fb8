/**
 * Which parameters a callback of the user reads, so that a key or value nobody looks at is never decoded.
 *
 * Sound, not complete: a parameter counts as unread only when the callback takes fewer, or when it is an arrow function of
 * plain parameters in whose text the name does not occur again. Everything doubtful counts as read.
 */
// biome-ignore lint/complexity/noBannedTypes: any function may be asked
export function readsParameter(fn: Function, index: number): boolean {
  const text = Function.prototype.toString.call(fn)
  const arrow = /^(?:async\s*)?(?:\(([^()=]*)\)|([\w$]+))\s*=>/.exec(text)
  if (arrow === null) return true
  const names = (arrow[1] ?? arrow[2] ?? '').split(',').map(name => name.trim())
  if (names[names.length - 1] === '') names.pop()
  if (names.some(name => !/^[A-Za-z_$][\w$]*$/.test(name))) return true
  if (index >= names.length) return false
  const rest = text.slice(arrow[0].length)
  if (rest.includes('\\') || rest.includes('eval')) return true
  const name = names[index]!.replaceAll('$', '\\$')
  return new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(rest)
}
