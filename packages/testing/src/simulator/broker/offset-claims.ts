/**
 * What a broker may answer when it is asked for committed offsets, given what it was asked to commit and what it answered.
 *
 * A commit is `flying` until it is answered; `done` when that was well, `perhaps` when it was not, or when the broker died with it.
 * A later one that is done replaces all before it but those that still fly. Offsets of a transaction count when it commits, whenever
 * that is: they stay possible for good.
 */
type State = 'flying' | 'done' | 'perhaps' | 'transactional'

interface Claim {
  readonly offset: number
  state: State
}

/** No offset: what a deletion leaves. */
const NONE = -1

export class OffsetClaims {
  /** By `group/topic-partition`. */
  readonly #claims = new Map<string, Claim[]>()

  #of(place: string): Claim[] {
    let claims = this.#claims.get(place)
    if (claims === undefined) {
      claims = [{ offset: NONE, state: 'done' }]
      this.#claims.set(place, claims)
    }
    return claims
  }

  /** A commit was asked for. Returns what is to be called with its answer. */
  asked(place: string, offset: number, isTransactional: boolean): (isDone: boolean) => void {
    const claims = this.#of(place)
    const claim: Claim = { offset, state: isTransactional ? 'transactional' : 'flying' }
    claims.push(claim)
    return isDone => {
      if (claim.state !== 'flying') return
      claim.state = isDone ? 'done' : 'perhaps'
      if (!isDone) return
      const at = claims.indexOf(claim)
      const stays = ({ state }: Claim, n: number): boolean =>
        n >= at || state === 'flying' || state === 'transactional'
      claims.splice(0, claims.length, ...claims.filter(stays))
    }
  }

  /** Offsets of places that match may go at any time from now on. */
  mayGo(matches: (place: string) => boolean): void {
    for (const [place, claims] of this.#claims)
      if (matches(place)) claims.push({ offset: NONE, state: 'transactional' })
  }

  /** The broker died: what it had not answered was done before, or never will be. */
  died(): void {
    for (const claims of this.#claims.values())
      for (const claim of claims) if (claim.state === 'flying') claim.state = 'perhaps'
  }

  /** What is wrong with an answer; undefined where nothing is. */
  fault(place: string, offset: number): string | undefined {
    const claims = this.#of(place)
    if (claims.some(claim => claim.offset === offset)) return undefined
    const possible = claims.map(claim => `${claim.offset} (${claim.state})`).join(', ')
    return `${place} has the committed offset ${offset}; possible are ${possible}`
  }

  clear(): void {
    this.#claims.clear()
  }
}
