/** Names that become part of a topic's. */
import { StreamsError } from './failure.ts'

/** Throws unless a name is one that a topic may have (Kafka's Topic.validate): it becomes part of one. */
export function checkedName(name: string): string {
  const problem =
    name === ''
      ? 'must not be empty'
      : name === '.' || name === '..'
        ? `cannot be '${name}'`
        : name.length > 249
          ? 'must be at most 249 characters long'
          : /^[a-zA-Z0-9._-]+$/.test(name)
            ? null
            : "may have ASCII letters and digits, '.', '_' and '-' only"
  if (problem !== null) {
    throw new StreamsError('INVALID_TOPOLOGY', `Invalid topology: name '${name}' ${problem}`)
  }
  return name
}
