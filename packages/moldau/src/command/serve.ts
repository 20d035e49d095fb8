/** `moldau serve`: a data folder as a Kafka broker over TCP, until SIGTERM or SIGINT. */
import { parseAddresses } from '@moldau/client'
import { MoldauError } from '@moldau/protocol'
import { EmbeddedLog } from '@moldau/runtime'
import { readProperties } from './properties-file.ts'
import { stopSignal } from './stop-signal.ts'

export interface ServeOptions {
  readonly data?: string
  readonly listen?: string
  readonly config?: string
}

export async function serve(options: ServeOptions): Promise<void> {
  if (options.data === undefined) {
    throw new MoldauError('BAD_OPTION', '--data is missing', {
      hint: 'serve needs --data DIR, the folder of the log',
    })
  }
  const properties =
    options.config === undefined ? new Map<string, string>() : await readProperties(options.config)
  const { host, port } = addressOf(
    options.listen ?? listenerOf(properties.get('listeners')) ?? '127.0.0.1:9092',
  )
  const flush = properties.get('moldau.flush')
  properties.delete('moldau.flush')
  if (flush !== undefined && flush !== 'batch' && flush !== 'os') {
    throw new MoldauError('BAD_CONFIG', 'moldau.flush is wrong', {
      detail: `"${flush}"`,
      hint: 'it is batch or os',
    })
  }
  const log = await EmbeddedLog.open({
    dataDir: options.data,
    config: Object.fromEntries(properties),
    ...(flush === undefined ? {} : { flush }),
  })
  const stopped = stopSignal()
  log.broker.onDiskFailure(failure => {
    process.stderr.write(`moldau: ${failure.message}\n`)
    process.exit(1)
  })
  try {
    const address = await log.serve(host, port)
    console.log(`serving ${log.dataDir} at ${address.host}:${address.port}`)
    console.log(`stopped by ${await stopped}`)
  } finally {
    await log.close()
  }
}

/** The address of a `listeners` property: the first one's. */
function listenerOf(listeners: string | undefined): string | undefined {
  const first = listeners?.split(',')[0]?.trim()
  if (first === undefined || first === '') return undefined
  const match = /^(?:([A-Z_]+):\/\/)?(.*)$/i.exec(first)
  if (match?.[1] !== undefined && !/^PLAINTEXT$/i.test(match[1])) {
    throw new MoldauError('BAD_CONFIG', 'listeners asks for a protocol that is not there', {
      detail: match[1],
      hint: 'PLAINTEXT is',
    })
  }
  const address = match?.[2] ?? ''
  return address.startsWith(':') ? `0.0.0.0${address}` : address
}

export function addressOf(text: string): { host: string; port: number } {
  const [address, more] = parseAddresses(text)
  if (address === undefined || more !== undefined) {
    throw new MoldauError('BAD_ADDRESS', 'one address is needed', {
      detail: `"${text}"`,
      hint: 'write host:port',
    })
  }
  return address
}
