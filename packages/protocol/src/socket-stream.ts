/** Edge file: a TCP socket of Node's as a `ByteStream`. The socket is connected already, and belongs to the stream from here on. */
import type { Socket } from 'node:net'
import type { ByteStream, ByteStreamEvents } from './byte-stream.ts'

/** How long the other side may take to go after `end`, ms. */
const END_TIMEOUT_MS = 1000

export function socketStream(socket: Socket): ByteStream {
  return {
    remoteAddress: socket.remoteAddress ?? '',
    listen(events: ByteStreamEvents) {
      let error: Error | undefined
      socket.on('data', bytes => events.data(bytes as Uint8Array))
      socket.on('drain', () => events.drained())
      // Node tells 'close' after 'error', always.
      socket.on('error', cause => {
        error = cause
      })
      socket.on('close', () => events.closed(error))
    },
    write(chunks) {
      let taken = true
      socket.cork()
      for (const chunk of chunks) taken = socket.write(chunk)
      socket.uncork()
      return taken
    },
    pause: () => {
      socket.pause()
    },
    resume: () => {
      socket.resume()
    },
    end() {
      socket.end()
      socket.setTimeout(END_TIMEOUT_MS, () => socket.destroy())
    },
    destroy: () => {
      socket.destroy()
    },
  }
}
