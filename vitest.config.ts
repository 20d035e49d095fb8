import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['moldau-source'] },
  ssr: { resolve: { conditions: ['moldau-source', 'module', 'node', 'import', 'default'] } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'examples/*/src/**/*.test.ts',
      'tools/src/**/*.test.ts',
      'bench/src/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
