import { MemoryEngine } from '@moldau/streams'
import { engineConformance } from './engine.ts'

engineConformance('MemoryEngine', { open: () => new MemoryEngine(), rollsBack: false })
engineConformance('MemoryEngine with undo', { open: () => new MemoryEngine({ undo: true }) })
