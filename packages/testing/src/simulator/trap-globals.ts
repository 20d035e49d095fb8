/**
 * Edge file: takes the machine's clock, timers and chance away, so that a program under simulation that reaches for them fails
 * with a stack instead of making a run that cannot be repeated.
 */

/** What would tell a run from its repetition. `setImmediate` stays: the kernel drains promises with it. */
const TRAPS: readonly [target: object, name: string][] = [
  [Date, 'now'],
  [Math, 'random'],
  [globalThis, 'setTimeout'],
  [globalThis, 'setInterval'],
  [performance, 'now'],
]

/** Sets the traps. Returns what takes them away. */
export function trapGlobals(): () => void {
  const before = TRAPS.map(([target, name]) => Object.getOwnPropertyDescriptor(target, name))
  for (const [target, name] of TRAPS)
    Object.defineProperty(target, name, {
      configurable: true,
      writable: true,
      value: () => {
        throw new Error(`${name} was called inside a simulation: take a Clock or a Random and ask it`)
      },
    })
  return () => {
    TRAPS.forEach(([target, name], n) => {
      const descriptor = before[n]
      if (descriptor === undefined) Reflect.deleteProperty(target, name)
      else Object.defineProperty(target, name, descriptor)
    })
  }
}
