/**
 * The network of a simulation: connections between processes as TCP gives them, with everything that can go wrong.
 *
 *  1. Bytes of one connection arrive in order and unchanged, cut anywhere, each piece after a delay of its own; those of
 *     different connections overtake one another.
 *  2. What TCP would send again shows as delay: a lost packet is a long one, a cut network holds everything until it is whole.
 *  3. A process that is killed resets its connections. A machine that loses power says nothing: its peers are left half-open,
 *     and learn of it from the reset that answers their next bytes once the machine is up again.
 *  4. A connection may break in the middle of a frame: a part arrives, then both sides hear a reset.
 */
import { type ByteStream, type ByteStreamEvents, ConnectionLost } from '@moldau/protocol'
import type { SeededRandom } from './seeded-random.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { VirtualTime } from './virtual-time.ts'

/** How the network behaves at the moment. Units: ms, probabilities from 0 to 1. */
export interface NetWeather {
  readonly delayMinMs: number
  readonly delayMaxMs: number
  /** Chance that a piece is lost and sent again. */
  readonly loss: number
  /** What sending again takes. */
  readonly resendMs: number
  /** Chance that a write is cut into pieces. */
  readonly chunking: number
  /** Chance that a write breaks its connection, with a part of it delivered. */
  readonly breaking: number
}

export const FAIR_WEATHER: NetWeather = {
  ...{ delayMinMs: 0.1, delayMaxMs: 4, loss: 0, resendMs: 200, chunking: 0.1, breaking: 0 },
}

/** Unread bytes from which on a writer is asked to wait. */
const BUFFER_BYTES = 65536
const CONNECT_TIMEOUT_MS = 10_000
const RESET = 'ECONNRESET: the connection was reset'

type Accept = (stream: ByteStream) => void

interface Listening {
  readonly process: SimulatedProcess
  readonly accept: Accept
}

export class SimulatedNet {
  weather: NetWeather = FAIR_WEATHER
  readonly #time: VirtualTime
  readonly #random: SeededRandom
  readonly #note: (who: string, what: string) => void
  readonly #listening = new Map<string, Listening>()
  readonly #sides = new Set<Side>()
  /** Hosts that are cut off, with what waits for them to be reached again. */
  readonly #cut = new Map<string, (() => void)[]>()

  constructor(time: VirtualTime, random: SeededRandom, note: (who: string, what: string) => void) {
    this.#time = time
    this.#random = random
    this.#note = note
  }

  /** Accepts connections to `host:port` for `process`, until it dies or listens no more. Returns what ends that. */
  listen(process: SimulatedProcess, host: string, port: number, accept: Accept): () => void {
    const address = `${host}:${port}`
    const listening = { process, accept }
    this.#listening.set(address, listening)
    return () => {
      if (this.#listening.get(address) === listening) this.#listening.delete(address)
    }
  }

  /** Connects `process` to an address. Rejects with `ConnectionLost` when it is refused, or not reached in 10 s. */
  connect(process: SimulatedProcess, host: string, port: number): Promise<ByteStream> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void =>
        process.deliver(() => reject(new ConnectionLost(`${host}:${port} cannot be reached: ${why}`)))
      let isOver = false
      const timer = process.schedule(CONNECT_TIMEOUT_MS, () => {
        isOver = true
        fail(`no connection within ${CONNECT_TIMEOUT_MS} ms`)
      })
      const arrive = (): void => {
        const listening = this.#listening.get(`${host}:${port}`)
        // A machine without power does not answer at all.
        if (isOver || listening?.process.death === 'power' || !process.isAlive) return
        timer.cancel()
        if (listening === undefined || !listening.process.isAlive) {
          this.#later(process.name, host, () => fail('ECONNREFUSED'))
          return
        }
        const near = this.#open(process, host, listening)
        this.#later(process.name, host, () => process.deliver(() => resolve(near)))
      }
      this.#later(process.name, host, arrive)
    })
  }

  #open(process: SimulatedProcess, host: string, listening: Listening): Side {
    const near = new Side(this, process, host)
    const far = new Side(this, listening.process, process.name)
    near.peer = far
    far.peer = near
    for (const side of [near, far]) {
      this.#sides.add(side)
      side.process.atDeath(death => side.processDied(death))
    }
    listening.process.deliver(() => listening.accept(far))
    return near
  }

  /** Runs something after the network's delay, or once neither end is cut off any more. */
  #later(one: string, other: string, run: () => void, atLeastMs = 0): number {
    const { delayMaxMs, delayMinMs, loss, resendMs } = this.weather
    let delayMs = Math.max(atLeastMs, this.#random.delayMs(delayMinMs, delayMaxMs))
    if (loss > 0 && this.#random.chance(loss)) delayMs += resendMs
    this.#time.schedule(delayMs, () => this.#whenWhole(one, other, run))
    return delayMs
  }

  #whenWhole(one: string, other: string, run: () => void): void {
    const held = this.#cut.get(one) ?? this.#cut.get(other)
    if (held === undefined) run()
    else held.push(() => this.#whenWhole(one, other, run))
  }

  /** Sends a piece from one side to the other, behind everything it sent before. */
  send(from: Side, run: () => void): void {
    const behindMs = Math.max(0, from.arrivesAtMs - this.#time.nowMs)
    const delayMs = this.#later(from.process.name, from.remoteAddress, run, behindMs)
    from.arrivesAtMs = this.#time.nowMs + delayMs
  }

  /** Where to cut a write: positions in ascending order, its end the last. */
  cuts(length: number): number[] {
    if (length < 2 || !this.#random.chance(this.weather.chunking)) return [length]
    const cuts = [length]
    for (let n = this.#random.int(1, 3); n > 0; n--) cuts.push(this.#random.int(1, length - 1))
    return [...new Set(cuts)].sort((a, b) => a - b)
  }

  /** Whether this write breaks its connection, and after how many bytes. */
  breaksAfter(length: number): number | undefined {
    const { breaking } = this.weather
    return breaking > 0 && this.#random.chance(breaking) ? this.#random.int(0, length - 1) : undefined
  }

  forget(side: Side): void {
    this.#sides.delete(side)
  }

  note(side: Side, what: string): void {
    this.#note(side.process.name, `${what} ${side.remoteAddress}`)
  }

  /** Holds everything that goes to or from a host. */
  cut(host: string): void {
    if (!this.#cut.has(host)) this.#cut.set(host, [])
  }

  /** Lets a host be reached again; what was held goes on its way. */
  heal(host: string): void {
    const held = this.#cut.get(host) ?? []
    this.#cut.delete(host)
    for (const run of held) this.#time.schedule(this.#random.delayMs(0, 20), run)
  }

  get cutHosts(): string[] {
    return [...this.#cut.keys()]
  }

  /** Resets connections of a host, each with this probability: both sides hear of it. */
  reset(host: string, probability = 1): void {
    for (const side of [...this.#sides])
      if (side.process.name === host && this.#random.chance(probability)) side.reset()
  }
}

/** One end of a connection. */
class Side implements ByteStream {
  readonly process: SimulatedProcess
  readonly remoteAddress: string
  peer!: Side
  /** When the last piece that was sent arrives. */
  arrivesAtMs = 0
  readonly #net: SimulatedNet
  #events: ByteStreamEvents | undefined
  #isPaused = false
  #isEnding = false
  #isClosed = false
  /** Arrived and not read. */
  readonly #unread: Uint8Array[] = []
  /** Sent by this side and not read by the other. */
  #outstandingBytes = 0
  /** Pieces that overtook one that is held wait here: order is kept (1). */
  readonly #arriving: (() => void)[] = []
  #mustDrain = false

  constructor(net: SimulatedNet, process: SimulatedProcess, remoteAddress: string) {
    this.#net = net
    this.process = process
    this.remoteAddress = remoteAddress
  }

  listen(events: ByteStreamEvents): void {
    this.#events = events
    this.#flow()
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (this.#isClosed || this.#isEnding || !this.process.isAlive) return true
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    const bytes = new Uint8Array(length)
    let at = 0
    for (const chunk of chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    const breakAt = this.#net.breaksAfter(length)
    this.#outstandingBytes += length
    let start = 0
    for (const end of this.#net.cuts(length)) {
      if (breakAt !== undefined && end >= breakAt) break
      this.#sendPiece(bytes.subarray(start, end))
      start = end
    }
    if (breakAt !== undefined) {
      this.#net.note(this, `breaks after ${breakAt} of ${length} bytes to`)
      this.#sendPiece(bytes.subarray(start, breakAt))
      this.#put(() => this.reset())
    }
    if (this.#outstandingBytes < BUFFER_BYTES) return true
    this.#mustDrain = true
    return false
  }

  #sendPiece(bytes: Uint8Array): void {
    this.#put(() => this.peer.receive(bytes))
  }

  #put(run: () => void): void {
    this.#arriving.push(run)
    this.#net.send(this, () => this.#arriving.shift()?.())
  }

  receive(bytes: Uint8Array): void {
    if (this.process.death === 'power') return
    if (!this.process.isAlive || this.#isClosed) {
      // Nobody is there who knows of this connection.
      this.peer.hearReset()
      return
    }
    this.process.deliver(() => {
      this.#unread.push(bytes)
      this.#flow()
    })
  }

  #flow(): void {
    while (this.#events !== undefined && !this.#isPaused && !this.#isClosed && this.#unread.length > 0) {
      const bytes = this.#unread.shift()!
      this.peer.#read(bytes.length)
      this.#net.note(this, `reads ${bytes.length} from`)
      this.#events.data(bytes)
    }
  }

  /** The other side has read what this one sent. */
  #read(bytes: number): void {
    this.#outstandingBytes -= bytes
    if (!this.#mustDrain || this.#outstandingBytes >= BUFFER_BYTES / 2) return
    this.#mustDrain = false
    this.#net.send(this, () => this.process.deliver(() => !this.#isClosed && this.#events?.drained()))
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    // Not within the caller's own turn, as with a socket.
    this.process.schedule(0, () => this.#flow())
  }

  end(): void {
    if (this.#isEnding || this.#isClosed) return
    this.#isEnding = true
    this.#put(() => this.peer.hearEnd())
    this.process.schedule(1000, () => this.#close(undefined))
  }

  hearEnd(): void {
    this.process.deliver(() => this.#close(undefined))
    if (!this.#isClosed || this.process.death === 'power') return
    this.peer.process.deliver(() => this.peer.#close(undefined))
  }

  destroy(): void {
    if (this.#isClosed) return
    this.#close(undefined)
    if (this.process.isAlive) this.#put(() => this.peer.hearReset())
  }

  /** Both ends hear a reset, now. */
  reset(): void {
    this.hearReset()
    this.peer.hearReset()
  }

  hearReset(): void {
    this.process.deliver(() => this.#close(new Error(RESET)))
  }

  processDied(death: 'process' | 'power'): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#net.forget(this)
    if (death === 'process') this.#put(() => this.peer.hearReset())
  }

  #close(error: Error | undefined): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#net.forget(this)
    this.#events?.closed(error)
  }
}
