/** The byte before each value in the table of a level engine: how the entry stands to the pages on disk. */

/** As in the pages. */
export const CLEAN = 0
/** Written since the last batch. */
export const DIRTY = 1
/** Deleted since the last batch. */
export const DELETED = 2
/** Deleted, and collected for a batch that has not reached the pages yet. */
export const GONE = 3
