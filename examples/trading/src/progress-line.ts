/** What the terminal shows while the pipeline works. No escape codes into a pipe. */
import type { WriteStream } from 'node:tty'

export interface Progress {
  readonly bars: number
  readonly barsToDo: number
  readonly processed: number
}

/** A line that is rewritten in place on a terminal, and printed now and then elsewhere. */
export function progressLine(out: NodeJS.WriteStream | WriteStream): {
  show: (progress: Progress) => void
  end: () => void
} {
  let shown = false
  let last = -1
  return {
    show({ bars, barsToDo, processed }) {
      const text = `${bars} of ${barsToDo} bars fed, ${processed} records processed`
      if (out.isTTY) {
        out.write(`\r${text}\u001b[K`)
        shown = true
        return
      }
      const tenth = Math.floor((bars * 10) / Math.max(1, barsToDo))
      if (tenth === last) return
      last = tenth
      out.write(`${text}\n`)
    },
    end() {
      if (shown) out.write('\n')
      shown = false
    },
  }
}
