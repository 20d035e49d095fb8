/**
 * A serde around one that may be the application's default, which is known only when a task is built.
 */
import { Serde } from './serde.ts'

export class EnvelopeSerde<T = unknown> extends Serde<T> {
  /** What it is around; null: the default of `of`. */
  readonly inner: Serde<unknown> | null
  readonly of: 'key' | 'value'
  readonly around: (inner: Serde<unknown>) => Serde<T>

  constructor(
    of: 'key' | 'value',
    inner: Serde<unknown> | null,
    around: (inner: Serde<unknown>) => Serde<T>,
  ) {
    const never = (): never => {
      throw new Error('bug: an envelope was used before its default was known')
    }
    super({ encoding: '', decode: never, encode: never })
    this.of = of
    this.inner = inner
    this.around = around
  }
}
