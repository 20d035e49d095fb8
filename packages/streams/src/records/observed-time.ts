/**
 * An operator's stream time: the greatest timestamp that this operator has seen. It decides which windows are closed.
 * Kept with the committed offsets under the node's name, so that a restart drops neither more nor fewer records.
 */
export class ObservedTime {
  /** Milliseconds; -1 before the first record. */
  ms = -1
}
