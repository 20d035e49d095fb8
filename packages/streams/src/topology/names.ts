/** Names that Kafka Streams gives to what the user did not name: a prefix and one counter for a whole topology. */
import { checkedName } from '../checked-name.ts'

/** Hands out generated names; every call burns a number, used or not, so that names are Kafka Streams' own. */
export class NameCounter {
  private next = 0

  processor(prefix: string): string {
    return `${prefix}${String(this.next++).padStart(10, '0')}`
  }

  store(prefix: string): string {
    return `${prefix}STATE-STORE-${String(this.next++).padStart(10, '0')}`
  }

  /** The given name, or a generated one; the number is burnt either way. */
  named(name: string | undefined, prefix: string): string {
    const generated = this.processor(prefix)
    return name === undefined ? generated : checkedName(name)
  }

  /** The given name with a suffix, or a generated one; the number is burnt either way. */
  suffixed(name: string | undefined, suffix: string, prefix: string): string {
    const generated = this.processor(prefix)
    return name === undefined ? generated : checkedName(`${name}${suffix}`)
  }
}

/** The names around a repartition topic; generated ones are used only where its own name was generated. */
export function repartitionNames(
  prefix: string,
  names: NameCounter | null,
): { topic: string; sinkName: string; filterName: string; sourceName: string } {
  const topic = prefix.endsWith('-repartition') ? prefix : `${prefix}-repartition`
  const sinkName = names?.processor('KSTREAM-SINK-')
  const filterName = names?.processor('KSTREAM-FILTER-')
  const sourceName = names?.processor('KSTREAM-SOURCE-')
  if (names !== null && /^KSTREAM.*-[0-9]{10}$/.test(prefix)) {
    return { topic, sinkName: sinkName!, filterName: filterName!, sourceName: sourceName! }
  }
  return { topic, sinkName: `${topic}-sink`, filterName: `${topic}-filter`, sourceName: `${topic}-source` }
}
