/**
 * Patterns that name topics. As in Kafka a pattern must match the whole name; flags that make no sense for that (g, m, y) are
 * left out, so that a pattern has no state.
 */

const whole = new WeakMap<RegExp, RegExp>()

/** Whether a source that reads `pattern` reads `topic`. */
export function matchesTopic(pattern: RegExp, topic: string): boolean {
  let anchored = whole.get(pattern)
  if (anchored === undefined) {
    anchored = new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gmy]/g, ''))
    whole.set(pattern, anchored)
  }
  return anchored.test(topic)
}

/** Patterns with equal text and flags read the same topics. */
export function samePattern(a: RegExp, b: RegExp): boolean {
  return a.source === b.source && a.flags === b.flags
}
