// Joins the modules that a package's `tsc` wrote into one: `dist/index.js` and all it reaches become `dist/bundle.js`, other packages
// stay imports. Node spends about 0.4 ms of a core on each module it loads, so 500 modules were 150 ms of every program's start.
// Types stay as they are. A package is bundled on its own, so that a class is the same class whoever imports it.
import { rolldown } from 'rolldown'

const bundle = await rolldown({
  input: 'dist/index.js',
  platform: 'neutral',
  external: id => !id.startsWith('.') && !id.startsWith('/'),
  onLog(level, log) {
    if (level === 'warn') throw new Error(`bundling ${process.cwd()}: ${log.message}`)
  },
})
await bundle.write({ file: 'dist/bundle.js', format: 'esm', sourcemap: true, codeSplitting: false })
