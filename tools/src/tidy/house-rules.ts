/**
 * The rules of the house as data: who may import whom, which files stand at the edge, and which names and words are banned.
 * Each rule carries the reason and what to do instead, so that the message of a failing check is an answer.
 */

/** A package, the packages of ours that it may import, and what else it may import. */
export interface PackageRule {
  readonly imports: readonly string[]
  /** Third-party packages, each with the reason why it is here. */
  readonly thirdParty: Readonly<Record<string, string>>
  /** Whether Node's built-in modules may be imported at all. */
  readonly builtins: boolean
  readonly why: string
}

export const PACKAGES: Readonly<Record<string, PackageRule>> = {
  '@moldau/protocol': {
    imports: [],
    thirdParty: {
      snappy: 'codec with its binaries inside npm',
      'lz4-napi': 'codec with its binaries inside npm',
      '@bokuweb/zstd-wasm': 'Node 20 has no zstd',
    },
    builtins: true,
    why: 'protocol is what is said: it knows nobody',
  },
  '@moldau/log': {
    imports: ['@moldau/protocol'],
    thirdParty: { level: 'a folder lock that the kernel releases at kill -9' },
    builtins: true,
    why: 'log answers requests: it knows the protocol, and never who asks',
  },
  '@moldau/client': {
    imports: ['@moldau/protocol'],
    thirdParty: {},
    builtins: true,
    why: 'client asks any Node: it knows the protocol, and never who answers',
  },
  '@moldau/streams': {
    imports: [],
    thirdParty: {
      zod: 'describes values, and validates them on read',
      rxjs: 'types of what `through` is given; whoever runs a task hands it what there is at run time',
    },
    builtins: false,
    why: 'streams is what to compute: pure, so that a topology also runs in a browser',
  },
  '@moldau/runtime': {
    imports: ['@moldau/protocol', '@moldau/client', '@moldau/streams', '@moldau/log'],
    thirdParty: {
      level: 'persistent state stores',
      rxjs: 'how a program watches an app',
      zod: 'configuration',
    },
    builtins: true,
    why: 'runtime runs what streams says through client; log enters only in embedded.ts',
  },
  '@moldau/testing': {
    imports: ['@moldau/protocol', '@moldau/client', '@moldau/streams', '@moldau/log', '@moldau/runtime'],
    thirdParty: {
      'fast-check': 'arbitraries of the conformance suites',
      rxjs: 'what `through` runs on in the test driver',
      vitest: 'the conformance suites describe tests',
    },
    builtins: true,
    why: 'testing looks at everything',
  },
  moldau: {
    imports: [
      '@moldau/protocol',
      '@moldau/client',
      '@moldau/streams',
      '@moldau/log',
      '@moldau/runtime',
      '@moldau/testing',
    ],
    thirdParty: {
      commander: 'command line',
      '@swc/wasm-typescript': 'Node 20 strips no types',
      zod: 'configuration',
      rxjs: 'observables',
    },
    builtins: true,
    why: 'the umbrella',
  },
}

/** Arrows that the table of packages allows, but only from these files. */
export const COMPOSITION_ROOTS: readonly {
  readonly from: string
  readonly to: string
  readonly files: RegExp
}[] = [{ from: '@moldau/runtime', to: '@moldau/log', files: /\/embedded(\.test)?\.ts$/ }]

/** Packages that nothing inside packages/ may import: they are for tests and for people. */
export const LEAVES: ReadonlySet<string> = new Set(['moldau'])

export interface BannedWord {
  readonly pattern: RegExp
  readonly what: string
  readonly instead: string
  /** Files, by their path from the root, in which the word is at home. */
  readonly allowed: RegExp
}

const CLOCK_EDGE =
  /(^|\/)(system|socket-stream|file-storage|level-port|deferred-port|embedded|listen|tcp-node|state-folder)\.ts$|^packages\/moldau\/|^packages\/testing\/src\/(cases\/main|simulator\/(main|kernel\/virtual-time|trap-globals))\.ts$|^bench\/|^examples\/|^tools\/|^test\/|\.test\.ts$/
const TESTING_EDGE = /^packages\/testing\//

export const BANNED_WORDS: readonly BannedWord[] = [
  {
    pattern: /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bprocess\.hrtime/,
    what: 'reads the clock',
    instead: 'take a Clock (packages/protocol/src/environment.ts) and ask it',
    allowed: CLOCK_EDGE,
  },
  {
    pattern: /\bMath\.random\(|\bcrypto\.randomUUID\(|\brandomUUID\(|\brandomBytes\(/,
    what: 'draws a random number',
    instead: 'take a Random (packages/protocol/src/environment.ts) and ask it',
    allowed: CLOCK_EDGE,
  },
  {
    pattern: /\b(setTimeout|setInterval|setImmediate)\(/,
    what: 'sets a timer',
    instead: 'take a Clock and call setTimer, so that virtual time can drive it',
    allowed: CLOCK_EDGE,
  },
  {
    pattern: /from 'node:(fs|fs\/promises|net|tls|dgram|http|https|worker_threads|child_process)'/,
    what: 'reaches for the disk, the network or other processes',
    instead: 'take a Storage or a Node; only the named edge files touch the real ones',
    allowed: new RegExp(`${CLOCK_EDGE.source}|${TESTING_EDGE.source}`),
  },
  {
    pattern: /@ts-(ignore|nocheck|expect-error)/,
    what: 'silences the type checker',
    instead: 'say the type; a test of types belongs into a file *.test-d.ts',
    allowed: /\.test-d\.ts$|\.test\.ts$/,
  },
]

export const BANNED_NAMES = /(^|\/)(utils?|common|misc|helpers?|managers?|impl)(\.[a-z.]+)?(\/|$)/
export const FILE_LINES_MAX = 700
/** Generated code and tables of data may be longer. */
export const LONG_FILES = /\/generated\/|\/golden\/|\/schema\/|\/errors\.ts$/
