/**
 * Jepsen's rules for Kafka, over a history and the content at its end.
 *
 *  inconsistent-offsets     one offset shows two values, to anybody, at any time
 *  duplicate                one value at two offsets
 *  phantom                  a value that nobody sent
 *  aborted-read (G1a)       a value of an operation that certainly failed is read under read_committed
 *  precommitted-read        a value is read under read_committed before its commit was asked for
 *  lost-write               an acknowledged record below what was read, and nobody ever reads it
 *  unseen                   an acknowledged record that is not there at the end
 *  torn-transaction         a transaction of which one part is visible and another is not
 *  int-poll-skip, int-nonmonotonic-poll    a gap, or a step back, within one poll
 *  poll-skip, nonmonotonic-poll            the same between polls, without a new position in between
 *  nonmonotonic-send        a producer's later record lies before an earlier one
 *  isolation                read_committed shows what read_uncommitted does not
 *  G1c                      transactions that have read each other's writes (in `cycles.ts`)
 *
 * Gaps in offsets are fine (markers, aborted records); gaps in values are not. Writes of transactions may interleave: Kafka does
 * not isolate them. Source: jepsen-io/jepsen, `jepsen.tests.kafka`.
 */

import { judgeCycles } from './cycles.ts'
import type { Content, Evidence, Find, Placed } from './evidence.ts'
import type { Poll, Send } from './history.ts'

/** Values and their places, ready to be asked. */
interface Known {
  readonly sends: ReadonlyMap<string, Send>
  readonly committed: ReadonlyMap<string, Placed & { readonly place: string }>
  readonly everything: ReadonlyMap<string, Placed & { readonly place: string }>
}

export function judgeKafkaRules(evidence: Evidence, find: Find): void {
  const known: Known = {
    sends: new Map(evidence.history.sends.map(send => [send.value, send])),
    committed: byValue(evidence.committed),
    everything: byValue(evidence.everything),
  }
  judgeOffsets(evidence, find)
  judgeContent(evidence, known, find)
  judgeSends(evidence, known, find)
  judgeTransactions(evidence, known, find)
  judgePolls(evidence, known, find)
  judgeOrder(evidence, known, find)
  judgeCycles(evidence, find)
}

function byValue(content: Content): Map<string, Placed & { place: string }> {
  const found = new Map<string, Placed & { place: string }>()
  for (const [place, records] of content)
    for (const record of records) found.set(record.value, { ...record, place })
  return found
}

function judgeOffsets(evidence: Evidence, find: Find): void {
  const { committed, everything, history } = evidence
  const values = new Map<string, { value: string; by: string }>()
  const see = (place: string, offset: number, value: string, by: string): void => {
    const at = `${place}@${offset}`
    const before = values.get(at)
    if (before === undefined) values.set(at, { value, by })
    else if (before.value !== value)
      find('inconsistent-offsets', `${at} is ${before.value} to ${before.by}, and ${value} to ${by}`)
  }
  for (const send of history.sends)
    if (send.offset >= 0 && !evidence.mayBeLost(send)) see(send.place, send.offset, send.value, send.producer)
  for (const { consumer, place, records } of history.polls)
    for (const { offset, value } of records) see(place, offset, value, consumer)
  for (const content of [committed, everything])
    for (const [place, records] of content)
      for (const { offset, value } of records) see(place, offset, value, 'the final reader')
}

function judgeContent(evidence: Evidence, { everything, sends }: Known, find: Find): void {
  for (const [place, records] of evidence.everything) {
    const seen = new Map<string, number>()
    for (const { offset, value } of records) {
      const before = seen.get(value)
      if (before !== undefined && !evidence.mayDuplicate)
        find('duplicate', `${value} is in ${place} at ${before} and at ${offset}`)
      seen.set(value, offset)
      const send = sends.get(value)
      if (send === undefined || send.place !== place)
        find('phantom', `${place}@${offset} is ${value}, which nobody sent there`)
    }
  }
  for (const [place, records] of evidence.committed)
    for (const { offset, value } of records)
      if (everything.get(value)?.place !== place)
        find('isolation', `${place}@${offset} is ${value} under read_committed and not there without`)
}

function judgeSends(evidence: Evidence, { committed }: Known, find: Find): void {
  const highest = new Map<string, number>()
  for (const { place, records } of evidence.history.polls)
    for (const { offset } of records) highest.set(place, Math.max(offset, highest.get(place) ?? -1))
  for (const send of evidence.history.sends) {
    const { offset, outcome, place, producer, value } = send
    const isVisible = committed.has(value)
    if (outcome === 'fail' && isVisible)
      find('aborted-read', `${value} of ${producer} failed, and is in ${place} at the end`)
    if (outcome !== 'ok' || isVisible || evidence.mayBeLost(send)) continue
    if (offset >= 0 && offset < (evidence.deletedBefore.get(place) ?? 0)) continue
    const isPassed = offset >= 0 && offset <= (highest.get(place) ?? -1)
    const what = `${value} of ${producer} was acknowledged in ${place}@${offset}`
    if (isPassed) find('lost-write', `${what}, others behind it were read, and it is not there`)
    else find('unseen', `${what}, and is not there at the end`)
  }
}

function judgeTransactions(evidence: Evidence, { committed }: Known, find: Find): void {
  for (const { commitAskedAtMs, name, outcome, sends } of evidence.history.transactions) {
    // What was deleted on purpose tells nothing.
    const telling = sends.filter(
      ({ offset, place }) => offset < 0 || offset >= (evidence.deletedBefore.get(place) ?? 0),
    )
    const visible = telling.filter(({ value }) => committed.has(value))
    if (visible.length > 0 && commitAskedAtMs === Number.POSITIVE_INFINITY)
      find('aborted-read', `${name} never asked for its commit, and shows ${listOf(visible)}`)
    if (visible.length === 0 || outcome === 'fail') continue
    // Of a send without an answer it is not known whether it became part of the transaction; a commit waits for all of them.
    const hidden = telling.filter(send => !committed.has(send.value) && !evidence.mayBeLost(send))
    if (hidden.length > 0)
      find('torn-transaction', `${name} (${outcome}) shows ${listOf(visible)} and not ${listOf(hidden)}`)
  }
}

const listOf = (sends: readonly Send[]): string =>
  sends.map(({ place, value }) => `${value} in ${place}`).join(', ')

function judgePolls(evidence: Evidence, { sends }: Known, find: Find): void {
  const before = new Map<string, Poll>()
  for (const poll of evidence.history.polls) {
    const { atMs, committedOnly, consumer, place, records } = poll
    for (const { offset, value } of records) {
      const send = sends.get(value)
      if (!committedOnly || send?.transaction === undefined) continue
      if (send.outcome === 'fail')
        find('aborted-read', `${consumer} read ${value} at ${place}@${offset}, which was aborted`)
      else if (atMs < send.transaction.commitAskedAtMs)
        find('precommitted-read', `${consumer} read ${value} at ${place}@${offset} before its commit`)
    }
    judgeSteps(evidence, poll, records, 'int-', find)
    const earlier = before.get(`${consumer}/${place}`)
    const last = earlier?.records.at(-1)
    const first = records[0]
    if (earlier?.session === poll.session && last !== undefined && first !== undefined)
      judgeSteps(evidence, poll, [last, first], '', find)
    if (records.length > 0) before.set(`${consumer}/${place}`, poll)
  }
}

/** Whether a reader went from each record to the very next one that it should have seen. */
function judgeSteps(
  { committed, deletedBefore, everything }: Evidence,
  { committedOnly, consumer, place }: Poll,
  records: readonly Placed[],
  prefix: string,
  find: Find,
): void {
  const content = (committedOnly ? committed : everything).get(place) ?? []
  for (let n = 1; n < records.length; n++) {
    const from = records[n - 1]!
    const to = records[n]!
    if (to.offset <= from.offset) {
      find(`${prefix}nonmonotonic-poll`, `${consumer} read ${place}@${to.offset} after @${from.offset}`)
      continue
    }
    const start = lowerBound(content, from.offset + 1)
    const missed = content[start]
    const isDeleted = to.offset <= (deletedBefore.get(place) ?? 0)
    if (missed !== undefined && missed.offset < to.offset && !isDeleted)
      find(
        `${prefix}poll-skip`,
        `${consumer} went in ${place} from @${from.offset} to @${to.offset} and left out ${missed.value}@${missed.offset}`,
      )
  }
}

/** The index of the first record at or above an offset. */
function lowerBound(content: readonly Placed[], offset: number): number {
  let low = 0
  let high = content.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (content[middle]!.offset < offset) low = middle + 1
    else high = middle
  }
  return low
}

function judgeOrder(evidence: Evidence, { everything }: Known, find: Find): void {
  const last = new Map<string, Send & { at: number }>()
  for (const send of evidence.history.sends) {
    if (!evidence.isOrdered(send.producer)) continue
    const at = everything.get(send.value)?.offset ?? (send.outcome === 'ok' ? send.offset : -1)
    if (at < 0) continue
    const key = `${send.producer}/${send.place}`
    const before = last.get(key)
    if (before !== undefined && before.at >= at)
      find(
        'nonmonotonic-send',
        `${send.producer} sent ${before.value} and then ${send.value} to ${send.place}: they are at ${before.at} and ${at}`,
      )
    last.set(key, { ...send, at })
  }
}
