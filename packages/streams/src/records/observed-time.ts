/**
 * An operator's stream time: the greatest timestamp that this operator has seen. It decides which windows are closed.
 * Kept with the committed offsets under the node's name, so that a restart drops neither more nor fewer records.
 */
export class ObservedTime {
  /** Milliseconds; -1 before the first record. */
  ms = -1
}

/**
 * A number that an operator wants back after a restart, as it was with the last commit. The metadata of several topics may tell
 * of it, some of an earlier commit: that with the most changes is the last.
 */
export class Note {
  private number: number
  /** How often it has changed. */
  changes = 0

  constructor(number: number) {
    this.number = number
  }

  get value(): number {
    return this.number
  }

  set value(value: number) {
    if (value === this.number) return
    this.number = value
    this.changes++
  }

  restore(value: number, changes: number): void {
    if (changes < this.changes) return
    this.number = value
    this.changes = changes
  }
}
