/**
 * What a sensor makes of its values.
 *
 *  1. All but `total`, `count` and `value` forget: they keep `samples` samples of `windowMs` each, and a sample is empty again when
 *     its last value is older than all of them together.
 *  2. A rate is held against no less than `samples - 1` whole windows, so that the first values do not look like a flood.
 * (Kafka: SampledStat, Rate; the figures are theirs.)
 */

/**
 * `total` adds up all values, `count` counts them, `value` is the last one. Over the samples: `avg`, `min`, `max`, `windowedSum`,
 * `windowedCount`, `rate` (sum a second) and `countRate` (values a second).
 */
export type Stat =
  | 'avg'
  | 'min'
  | 'max'
  | 'total'
  | 'count'
  | 'value'
  | 'rate'
  | 'countRate'
  | 'windowedSum'
  | 'windowedCount'

export interface SampleSettings {
  /** Samples that a figure is made of; default 2. */
  readonly samples: number
  /** Length of one, milliseconds; default 30,000. */
  readonly windowMs: number
}

export interface Measurable {
  record(value: number, nowMs: number): void
  measure(nowMs: number): number
}

/** Values of one stretch of time. */
interface Sample {
  startMs: number
  lastMs: number
  count: number
  sum: number
  min: number
  max: number
}

const reset = (sample: Sample, nowMs: number): Sample =>
  Object.assign(sample, {
    startMs: nowMs,
    lastMs: nowMs,
    count: 0,
    sum: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
  })

class Samples implements Measurable {
  private readonly settings: SampleSettings
  private readonly combine: (all: Sample) => number
  private readonly samples: Sample[] = []
  private current = 0

  constructor(settings: SampleSettings, combine: (all: Sample) => number) {
    this.settings = settings
    this.combine = combine
  }

  record(value: number, nowMs: number): void {
    let sample = this.at(nowMs)
    if (nowMs - sample.startMs >= this.settings.windowMs) {
      // One more than count: the oldest may still reach into the time that is measured.
      this.current = (this.current + 1) % (this.settings.samples + 1)
      const isNew = this.current >= this.samples.length
      sample = this.at(nowMs)
      if (!isNew) reset(sample, nowMs)
    }
    sample.lastMs = nowMs
    sample.count++
    sample.sum += value
    if (value < sample.min) sample.min = value
    if (value > sample.max) sample.max = value
  }

  measure(nowMs: number): number {
    this.forget(nowMs)
    const all = reset({} as Sample, nowMs)
    for (const { count, max, min, sum } of this.samples) {
      all.count += count
      all.sum += sum
      all.min = Math.min(all.min, min)
      all.max = Math.max(all.max, max)
    }
    return this.combine(all)
  }

  /** The seconds that a rate is held against. */
  seconds(nowMs: number): number {
    const { samples, windowMs } = this.settings
    this.forget(nowMs)
    this.at(nowMs)
    const elapsed = nowMs - Math.min(...this.samples.map(one => one.startMs))
    const missing = samples - 1 - Math.floor(elapsed / windowMs)
    return Math.max(elapsed + Math.max(missing, 0) * windowMs, 1) / 1000
  }

  private at(nowMs: number): Sample {
    let sample = this.samples[this.current]
    if (sample === undefined) {
      sample = reset({} as Sample, nowMs)
      this.samples.push(sample)
    }
    return sample
  }

  private forget(nowMs: number): void {
    const { samples, windowMs } = this.settings
    for (const sample of this.samples) if (nowMs - sample.lastMs >= samples * windowMs) reset(sample, nowMs)
  }
}

/** A figure that never forgets. */
class Cumulative implements Measurable {
  private readonly next: (before: number, value: number) => number
  private figure = 0

  constructor(next: (before: number, value: number) => number) {
    this.next = next
  }

  record(value: number): void {
    this.figure = this.next(this.figure, value)
  }

  measure(): number {
    return this.figure
  }
}

const orNaN = (count: number, value: number): number => (count === 0 ? Number.NaN : value)

function perSecond(samples: Samples): Measurable {
  return {
    record: (value, nowMs) => samples.record(value, nowMs),
    measure: nowMs => samples.measure(nowMs) / samples.seconds(nowMs),
  }
}

const MADE: Record<Stat, (settings: SampleSettings) => Measurable> = {
  avg: settings => new Samples(settings, all => orNaN(all.count, all.sum / all.count)),
  min: settings => new Samples(settings, all => orNaN(all.count, all.min)),
  max: settings => new Samples(settings, all => orNaN(all.count, all.max)),
  total: () => new Cumulative((before, value) => before + value),
  count: () => new Cumulative(before => before + 1),
  value: () => new Cumulative((_before, value) => value),
  rate: settings => perSecond(new Samples(settings, all => all.sum)),
  countRate: settings => perSecond(new Samples(settings, all => all.count)),
  windowedSum: settings => new Samples(settings, all => all.sum),
  windowedCount: settings => new Samples(settings, all => all.count),
}

/** undefined for what is no stat. */
export function measurable(stat: Stat, settings: SampleSettings): Measurable | undefined {
  return Object.hasOwn(MADE, stat) ? MADE[stat](settings) : undefined
}
