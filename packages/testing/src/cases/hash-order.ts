/**
 * The order in which Java walks a hash set of byte keys that is filled and cleared again and again: Kafka Streams logs the changes
 * of a suppression buffer in it. It means nothing, and is repeated here so that results compare as they are.
 * Source: java.util.HashMap (spread of the hash, load factor 3/4, a table that never shrinks), java.util.Arrays.hashCode.
 */
export class HashOrder {
  private capacity = 16

  /** What was added between two clearings, in order; sorts it as Java would walk it. */
  sort<T>(items: readonly T[], keyOf: (item: T) => Uint8Array): T[] {
    while (items.length > this.capacity * 0.75) this.capacity *= 2
    const bucket = (item: T): number => {
      let hash = 1
      for (const byte of keyOf(item)) hash = (Math.imul(hash, 31) + ((byte << 24) >> 24)) | 0
      return ((hash ^ (hash >>> 16)) & (this.capacity - 1)) >>> 0
    }
    return [...items].sort((a, b) => bucket(a) - bucket(b))
  }
}
