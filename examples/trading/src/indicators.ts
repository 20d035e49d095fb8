/** Textbook indicators over plain arrays, oldest value first. */

export function mean(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Standard deviation of the whole population. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values)
  let sum = 0
  for (const value of values) sum += (value - middle) ** 2
  return Math.sqrt(sum / values.length)
}

/** How many deviations `value` lies above the mean of `values`; 0 where they do not vary. */
export function zScore(value: number, values: readonly number[]): number {
  const spread = deviation(values)
  return spread === 0 ? 0 : (value - mean(values)) / spread
}

/** The last `count` values with one more behind them. */
export function shifted(values: readonly number[], next: number, count: number): number[] {
  return values.length < count ? [...values, next] : [...values.slice(values.length - count + 1), next]
}
